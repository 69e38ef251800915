package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingChangesTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final Membership WANTED = new Membership(List.of(new Member(N1, 1, "h1:1")), List.of());

    private final PendingChanges changes = new PendingChanges();
    private final CompletableFuture<MembershipOutcome> done = new CompletableFuture<>();

    @Test
    void aChangeIsFinalWhenItsEntryIsApplied() {
        changes.asked(done);
        changes.appended(entry(7, 2), WANTED);
        changes.applied(entry(6, 2), Optional.of(N1));
        assertThat(done).isNotDone();
        changes.applied(entry(7, 2), Optional.of(N1));
        assertThat(done).isCompletedWithValue(new MembershipOutcome.Committed(new IndexedMembership(7, WANTED)));
    }

    @Test
    void anotherLeadersEntryInItsPlaceMeansThatItNeverWas() {
        changes.asked(done);
        changes.appended(entry(7, 2), WANTED);
        changes.applied(entry(7, 3), Optional.of(N1));
        assertThat(done).isCompletedWithValue(new MembershipOutcome.NotLeader(Optional.of(N1)));
    }

    @Test
    void whatALeaderChangesByItselfIsNobodysAnswer() {
        changes.appended(entry(6, 2), WANTED);
        changes.asked(done);
        changes.applied(entry(6, 2), Optional.of(N1));
        assertThat(done).isNotDone();
    }

    @Test
    void aReplicaThatStopsDoesNotKnow() {
        changes.asked(done);
        changes.appended(entry(7, 2), WANTED);
        changes.abandonAll();
        assertThat(done).isCompletedWithValue(new MembershipOutcome.Unknown());
    }

    private static EntryMeta entry(long index, long term) {
        return new EntryMeta(index, term, index * 100, 100);
    }
}
