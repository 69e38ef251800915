package io.quorate.simulation.check.trace;

import static io.quorate.simulation.check.trace.TraceScript.hash;
import static io.quorate.simulation.check.trace.TraceScript.member;
import static io.quorate.simulation.check.trace.TraceScript.print;
import static io.quorate.simulation.check.trace.TraceScript.started;
import static io.quorate.simulation.check.trace.TraceScript.working;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.check.trace.NodeEvent.Append;
import io.quorate.simulation.check.trace.NodeEvent.Apply;
import io.quorate.simulation.check.trace.NodeEvent.Boot;
import io.quorate.simulation.check.trace.NodeEvent.ClientAck;
import io.quorate.simulation.check.trace.NodeEvent.Configuration;
import io.quorate.simulation.check.trace.NodeEvent.FlushFailed;
import io.quorate.simulation.check.trace.NodeEvent.Install;
import io.quorate.simulation.check.trace.NodeEvent.Member;
import io.quorate.simulation.check.trace.NodeEvent.ReadBegun;
import io.quorate.simulation.check.trace.NodeEvent.ReadOk;
import io.quorate.simulation.check.trace.NodeEvent.Snapshot;
import io.quorate.simulation.check.trace.NodeEvent.Truncate;
import io.quorate.simulation.check.trace.NodeEvent.Vote;
import io.quorate.simulation.check.trace.NodeEvent.VotePersisted;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** For each invariant a trace that keeps it and one that breaks it, and it alone. */
class TraceValidatorTest {
    private static void assertHolds(TraceScript script) {
        assertThat(script.check()).isEmpty();
    }

    private static void assertBroken(TraceScript script, String name) {
        List<BrokenInvariant> broken = script.check();
        assertThat(broken)
                .extracting(each -> each.name().substring(0, each.name().indexOf(' ')))
                .containsExactly(name);
        assertThat(broken.get(0).toString()).contains(broken.get(0).event().toString());
    }

    @Test
    void i1_oneLeaderATerm() {
        assertHolds(working().elect(2, 2, 3));
        assertBroken(
                started().elect(1, 1, 2).add(new VotePersisted("n3", 1, "n3")).lead(3, 1), "I1");
    }

    @Test
    void i2_oneVoteATermOverRestarts() {
        assertHolds(started()
                .vote(3, 1, 1)
                .boot(3, 1, "n1", 0, 0, 0, 0)
                .vote(3, 1, 1)
                .vote(3, 2, 2));
        assertBroken(started().vote(3, 1, 1).boot(3, 0, "", 0, 0, 0, 0).vote(3, 1, 2), "I2");
    }

    @Test
    void i3_votesAndTermsAreStoredFirst() {
        assertBroken(started().add(new Vote("n3", 1, "n1")), "I3");
        assertBroken(started().add(new VotePersisted("n3", 1, "")).add(new Vote("n3", 1, "n1")), "I3");
        assertBroken(started().ack(2, 1, 1, 0), "I3");
        assertBroken(started().lead(1, 1), "I3");
        assertHolds(started().add(new VotePersisted("n2", 1, "")).ack(2, 1, 1, 0));
        assertHolds(started().add(new VotePersisted("n3", 2, "")).add(new Vote("n3", 1, "n1")));
    }

    @Test
    void i4_acknowledgedAfterTheFlush() {
        TraceScript flushed = started().elect(1, 1, 2).append(2, 1, 1).durable(2, 1);
        assertHolds(flushed.ack(2, 1, 1, 1));
        assertBroken(started().elect(1, 1, 2).append(2, 1, 1).ack(2, 1, 1, 1), "I4");
    }

    @Test
    void i4_whatWasTruncatedHasToBeFlushedAgain() {
        TraceScript script = started()
                .elect(1, 1, 2)
                .append(2, 1, 1)
                .durable(2, 1)
                .elect(3, 2, 1)
                .add(new Truncate("n2", 1))
                .append(2, 1, 2);
        assertBroken(script.ack(2, 2, 3, 1), "I4");
    }

    @Test
    void i5_aLeaderCountsItsOwnFlush() {
        TraceScript script = started()
                .elect(1, 1, 2)
                .append(1, 1, 1)
                .append(2, 1, 1)
                .durable(2, 1)
                .ack(2, 1, 1, 1);
        assertBroken(script.commit(1, 1), "I5");
    }

    @Test
    void i5_aMajorityOfOthersIsEnough() {
        assertHolds(started()
                .elect(1, 1, 2)
                .append(1, 1, 1)
                .append(2, 1, 1)
                .append(3, 1, 1)
                .durable(2, 1)
                .durable(3, 1)
                .commit(1, 1));
    }

    @Test
    void i6_sameEntriesUnderSameNames() {
        assertBroken(working().add(new Append("n3", 1, 1, print(1, 1) + 1)), "I6");
        assertHolds(working().append(3, 1, 1));
    }

    @Test
    void i6_aFollowerCommitsSomethingElse() {
        TraceScript script = started()
                .elect(3, 1, 2)
                .append(3, 1, 1)
                .elect(1, 2, 2)
                .replicate(1, 2, 1, 2)
                .commit(1, 1);
        assertBroken(script.commit(3, 1), "I6");
    }

    @Test
    void i7_onAMajoritysDisks() {
        TraceScript script =
                started().elect(1, 1, 2).append(1, 1, 1).durable(1, 1).append(2, 1, 1);
        assertBroken(script.commit(1, 1), "I7");
    }

    @Test
    void i7_anEarlierTermsEntryIsNotCommittedByCounting() {
        TraceScript script = started().elect(1, 1, 2).replicate(1, 2, 1, 1).elect(1, 2, 2);
        assertBroken(script.commit(1, 1), "I7");
        TraceScript newer = started().elect(1, 1, 2).replicate(1, 2, 1, 1).elect(1, 2, 2);
        assertHolds(newer.replicate(1, 2, 2, 2).commit(1, 2));
    }

    @Test
    void i7_copiesOfAnotherEntryDoNotCount() {
        TraceScript script = started()
                .elect(2, 1, 3)
                .append(2, 1, 1)
                .durable(2, 1)
                .elect(1, 2, 3)
                .append(1, 1, 2)
                .durable(1, 1);
        assertBroken(script.commit(1, 1), "I7");
    }

    @Test
    void i7_aFollowerIsAheadOfEveryLeader() {
        TraceScript script = started().elect(1, 1, 2).replicate(1, 2, 1, 1);
        assertBroken(script.commit(2, 1), "I7");
    }

    @Test
    void i8_committedEntriesAreNotTruncated() {
        assertBroken(working().add(new Truncate("n2", 1)), "I8");
        assertHolds(working().append(2, 2, 1).add(new Truncate("n2", 2)));
    }

    @Test
    void i8_aLeaderDoesNotTruncate() {
        assertBroken(working().append(1, 2, 1).add(new Truncate("n1", 2)), "I8");
    }

    @Test
    void i8_overwritingIsTruncating() {
        assertBroken(working().append(2, 1, 1), "I8");
    }

    @Test
    void i9_aLeaderHasWhatIsCommitted() {
        assertBroken(working().elect(3, 2, 1), "I9");
        assertHolds(working().append(3, 1, 1).elect(3, 2, 1));
    }

    @Test
    void i9_anotherEntryAtThatIndexIsNotIt() {
        TraceScript script = started()
                .elect(3, 1, 2)
                .append(3, 1, 1)
                .elect(1, 2, 2)
                .replicate(1, 2, 1, 2)
                .commit(1, 1);
        assertBroken(script.elect(3, 3, 1), "I9");
    }

    @Test
    void i10_nothingGoesBack() {
        assertBroken(working().commit(2, 0), "I10");
        assertBroken(working().apply(2, 1), "I10");
        assertBroken(working().replicate(1, 2, 2, 1).commit(1, 2).apply(2, 2), "I10");
        assertHolds(working().replicate(1, 2, 2, 1).commit(1, 2).commit(2, 2).apply(2, 2));
    }

    @Test
    void i10_aBootIsInOrder() {
        assertBroken(working().boot(2, 1, "n1", 1, 1, 0, 1), "I10");
        assertBroken(working().boot(2, 1, "n1", 1, 1, 2, 1), "I10");
        assertHolds(working().boot(2, 1, "n1", 1, 1, 0, 0).commit(2, 1).apply(2, 1));
    }

    @Test
    void i10_theStateIsAFunctionOfTheLog() {
        assertBroken(working().boot(2, 1, "n1", 1, 1, 1, 0).add(new Apply("n2", 1, hash(1) + 1)), "I10");
    }

    @Test
    void i11_clientsHearOfWhatIsCommittedAndApplied() {
        assertHolds(working().add(new ClientAck("n1", 1)));
        assertBroken(working().replicate(1, 2, 2, 1).commit(1, 2).add(new ClientAck("n1", 2)), "I11");
    }

    @Test
    void i11_readsReflectWhatWasCommittedWhenTheyBegan() {
        TraceScript deposed = working()
                .append(3, 1, 1)
                .add(new ReadBegun("n1", 1))
                .elect(2, 2, 3)
                .replicate(2, 3, 2, 2)
                .commit(2, 2)
                .add(new ReadOk("n1", 1, 1));
        assertHolds(deposed);
        assertBroken(deposed.add(new ReadBegun("n1", 2)).add(new ReadOk("n1", 2, 1)), "I11");
    }

    @Test
    void i11_readsWaitForTheStateAndDoNotOutliveTheProcess() {
        TraceScript behind = working().replicate(1, 2, 2, 1).commit(1, 2).add(new ReadBegun("n2", 1));
        assertBroken(behind.add(new ReadOk("n2", 1, 2)), "I11");
        TraceScript restarted = working().add(new ReadBegun("n1", 1)).boot(1, 1, "n1", 1, 1, 1, 1);
        assertBroken(restarted.add(new ReadOk("n1", 1, 1)), "I11");
    }

    private static final Set<Member> FOUR = Set.of(member(1), member(2), member(3), member(4));

    @Test
    void i12_oneVoterAtATimeBySomebodySure() {
        assertHolds(working().append(1, 2, 1).add(new Configuration("n1", 2, FOUR)));
        assertBroken(started().elect(1, 1, 2).append(1, 1, 1).add(new Configuration("n1", 1, FOUR)), "I12");
        assertBroken(
                working().append(1, 2, 1).add(new Configuration("n1", 2, Set.of(member(1), member(4), member(3)))),
                "I12");
    }

    @Test
    void i12_theOneBeforeIsCommitted() {
        TraceScript script =
                working().append(1, 2, 1).add(new Configuration("n1", 2, FOUR)).append(1, 3, 1);
        assertBroken(script.add(new Configuration("n1", 3, TraceScript.voters())), "I12");
    }

    @Test
    void i12_majoritiesAreOfTheNewMembership() {
        TraceScript script = working().append(1, 2, 1).add(new Configuration("n1", 2, FOUR));
        assertBroken(script.append(2, 2, 1).durable(1, 2).durable(2, 2).commit(1, 2), "I7");
    }

    @Test
    void i12_followersTakeWhatTheirLogSays() {
        assertHolds(working()
                .append(1, 2, 1)
                .add(new Configuration("n1", 2, FOUR))
                .append(2, 2, 1)
                .add(new Configuration("n2", 2, FOUR))
                .add(new Truncate("n2", 2))
                .add(new Configuration("n2", 0, TraceScript.voters())));
    }

    @Test
    void i13_aSnapshotIsTheStateAtItsIndex() {
        assertHolds(working().add(new Snapshot("n2", 1, 1, hash(1))).add(new Install("n3", 1, 1, hash(1), 1)));
        assertBroken(working().add(new Snapshot("n2", 1, 1, hash(1) + 1)), "I13");
        assertBroken(working().add(new Install("n3", 1, 1, hash(1) + 1, 1)), "I13");
    }

    @Test
    void i13_installingTakesNothingBack() {
        TraceScript ahead = working().replicate(1, 2, 2, 1).commit(1, 2).commit(2, 2);
        assertHolds(ahead.add(new Install("n2", 1, 1, hash(1), 2)).apply(2, 2));
        assertBroken(ahead.add(new Install("n2", 1, 1, hash(1), 2)), "I13");
        TraceScript tail = working().replicate(1, 2, 2, 1);
        assertBroken(tail.add(new Install("n2", 1, 1, hash(1), 1)), "I13");
    }

    @Test
    void i14_newStorageDoesNotVoteUnderAnOldName() {
        Boot wiped = new Boot("n3", 999, 0, "", 0, 0, 0, 0);
        assertBroken(working().add(wiped).vote(3, 2, 2), "I14");
        Set<Member> readmitted = Set.of(member(1), member(2), new Member("n3", 999));
        assertHolds(
                working().add(wiped).add(new Configuration("n3", 2, readmitted)).vote(3, 2, 2));
    }

    @Test
    void i15_aFailedFlushEndsAllPromises() {
        assertBroken(working().append(2, 2, 1).add(new FlushFailed("n2")).durable(2, 2), "I15");
        assertBroken(working().add(new FlushFailed("n2")).ack(2, 1, 1, 1), "I15");
        assertBroken(working().add(new FlushFailed("n2")).add(new VotePersisted("n2", 2, "")), "I15");
    }

    @Test
    void i15_whatItLeftIsFlushedAgainBeforeItCounts() {
        assertBroken(working().append(2, 2, 1).add(new FlushFailed("n2")).boot(2, 1, "n1", 2, 2, 1, 1), "I15");
        assertHolds(working()
                .append(2, 2, 1)
                .add(new FlushFailed("n2"))
                .boot(2, 1, "n1", 2, 1, 1, 1)
                .durable(2, 2)
                .ack(2, 1, 1, 2)
                .boot(2, 1, "n1", 2, 2, 1, 1));
    }
}
