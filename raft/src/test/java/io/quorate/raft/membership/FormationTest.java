package io.quorate.raft.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.membership.Introduction.Standing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormationTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final List<NodeId> ALL = List.of(N1, N2, N3);

    @Test
    void theSmallestDecidesOnceAllAnsweredThatTheyAreEmpty() {
        Formation formation = new Formation(fresh(N1, 11));
        assertThat(formation.answered(fresh(N2, 12), formation.ticket())).isEmpty();
        assertThat(formation.waitsFor())
                .hasValueSatisfying(text -> assertThat(text).contains("waiting for [n3]"));
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).contains(record(11, 12, 13));
        assertThat(formation.waitsFor()).isEmpty();
    }

    @Test
    void theOthersTakeItOver() {
        Formation formation = new Formation(fresh(N2, 12));
        assertThat(formation.answered(fresh(N1, 11), formation.ticket())).isEmpty();
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).isEmpty();
        Membership record = record(11, 12, 13);
        assertThat(formation.heard(fresh(N3, 13).formed(record))).contains(record);
    }

    @Test
    void whoDoesNotKnowOurDiskYetMayStillTakeAnOlderRecord() {
        Formation formation = new Formation(fresh(N1, 11));
        formation.answered(fresh(N2, 12), formation.ticket());
        assertThat(formation.heard(fresh(N3, 13))).isEmpty();
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).isPresent();
    }

    @Test
    void whoIsGoneMayComeBackWithSomethingElse() {
        Formation formation = new Formation(fresh(N1, 11));
        formation.answered(fresh(N2, 12), formation.ticket());
        formation.lost(N2);
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).isEmpty();
        assertThat(formation.answered(fresh(N2, 22), formation.ticket())).contains(record(11, 22, 13));
    }

    @Test
    void anEmptyDiskAmongThoseWithAGroupStaysOutside() {
        Formation formation = new Formation(fresh(N1, 21));
        assertThat(formation.answered(fresh(N2, 12).formed(record(11, 12, 13)), formation.ticket()))
                .isEmpty();
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).isEmpty();
        assertThat(formation.isOutside()).isTrue();
        assertThat(formation.waitsFor())
                .hasValueSatisfying(text -> assertThat(text).contains("quorate member replace --node n1"));
    }

    @Test
    void aRecordThatKnowsAnotherDiskOfSomebodyElseIsOfBeforeThatOneWasWiped() {
        Formation formation = new Formation(fresh(N2, 12));
        formation.heard(fresh(N1, 21));
        assertThat(formation.answered(fresh(N3, 13).formed(record(11, 12, 13)), formation.ticket()))
                .isEmpty();
    }

    @Test
    void whatWasSaidBeforeIsNotTakenForWhatIsSoNow() {
        Formation formation = new Formation(fresh(N2, 12));
        long early = formation.ticket();
        formation.heard(fresh(N1, 21)); // it knows now that we are empty
        Membership old = record(11, 12, 13);
        // An answer of its former self, and an unasked word of it, read late.
        assertThat(formation.answered(fresh(N1, 11).formed(old), early)).isEmpty();
        assertThat(formation.heard(fresh(N1, 11).formed(old))).isEmpty();
        // What it says now, asked now, settles it.
        Membership now = record(21, 12, 13);
        assertThat(formation.heard(fresh(N1, 21).formed(now))).isEmpty();
        assertThat(formation.answered(fresh(N1, 21).formed(now), formation.ticket()))
                .contains(now);
    }

    @Test
    void whoGotALogFoundsNothing() {
        Formation formation = new Formation(fresh(N1, 11));
        formation.joined();
        formation.answered(fresh(N2, 12), formation.ticket());
        assertThat(formation.answered(fresh(N3, 13), formation.ticket())).isEmpty();
    }

    @Test
    void configurationsThatDifferFoundNothing() {
        Formation formation = new Formation(fresh(N1, 11));
        formation.answered(fresh(N2, 12), formation.ticket());
        Introduction other = new Introduction(N3, 13, "h-n3:1", Standing.FRESH, List.of(N1, N3), Optional.empty());
        assertThat(formation.answered(other, formation.ticket())).isEmpty();
        assertThat(formation.waitsFor()).contains("the configured peers differ: here [n1, n2, n3], at n3 [n1, n3]");
    }

    @Test
    void aGroupOfBeforeThereWereDiskIdsIsFormedAgainAndAnEmptyDiskAmongItDoesNotVote() {
        Formation formation = new Formation(earlier(N2, 12));
        formation.answered(fresh(N1, 11), formation.ticket());
        assertThat(formation.answered(earlier(N3, 13), formation.ticket())).contains(record(-11, 12, 13));
        // The other one with data knows the empty disk, and takes the record over all the same.
        Formation other = new Formation(earlier(N3, 13));
        other.answered(fresh(N1, 11), other.ticket());
        assertThat(other.heard(earlier(N2, 12).formed(record(-11, 12, 13)))).contains(record(-11, 12, 13));
        // The empty one does not decide, though it is the smallest.
        Formation empty = new Formation(fresh(N1, 11));
        empty.answered(earlier(N2, 12), empty.ticket());
        assertThat(empty.answered(earlier(N3, 13), empty.ticket())).isEmpty();
        assertThat(empty.answered(earlier(N2, 12).formed(record(-11, 12, 13)), empty.ticket()))
                .isEmpty();
    }

    @Test
    void aGroupOfOneAsksNobody() {
        Introduction alone = new Introduction(N1, 11, "h-n1:1", Standing.FRESH, List.of(N1), Optional.empty());
        assertThat(new Formation(alone).alone())
                .contains(new Membership(List.of(new Member(N1, 11, "h-n1:1")), List.of()));
        assertThat(new Formation(fresh(N1, 11)).alone()).isEmpty();
    }

    static Introduction fresh(NodeId node, long storageId) {
        return new Introduction(node, storageId, "h-" + node + ":1", Standing.FRESH, ALL, Optional.empty());
    }

    private static Introduction earlier(NodeId node, long storageId) {
        return new Introduction(node, storageId, "h-" + node + ":1", Standing.EARLIER, ALL, Optional.empty());
    }

    private static Membership record(long disk1, long disk2, long disk3) {
        return new Membership(
                List.of(
                        new Member(N1, disk1, "h-n1:1"),
                        new Member(N2, disk2, "h-n2:1"),
                        new Member(N3, disk3, "h-n3:1")),
                List.of());
    }
}
