package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PendingProposalsTest {
    private static final Optional<NodeId> LEADER = Optional.of(new NodeId("n3"));
    private static final EntryMeta OURS = entry(2, 2);

    private final PendingProposals pending = new PendingProposals();
    private final List<ProposeOutcome> outcomes = new ArrayList<>();

    private static EntryMeta entry(long index, long term) {
        return new EntryMeta(index, term, 100 * index, 100);
    }

    private void propose(EntryMeta entry) {
        pending.add(entry, List.of(new Recorded()), entry.lengthBytes());
    }

    @Test
    void completesWhenItsEntryIsApplied() {
        propose(OURS);
        pending.applied(entry(1, 1), LEADER);
        assertThat(outcomes).isEmpty();
        pending.applied(OURS, LEADER);
        assertThat(outcomes).containsExactly(new ProposeOutcome.Committed(OURS));
        assertThat(pending.bytes()).isZero();
    }

    /** With five nodes: the entry is on n1 and n2; n3 leads, overwrites it on n1 only and dies; n2 leads and commits it. */
    @Test
    void aTruncatedEntryIsNotDeniedBeforeItsIndexIsDecided() {
        propose(OURS);
        pending.truncatedFrom(2);
        assertThat(outcomes).isEmpty();
        pending.applied(OURS, LEADER);
        assertThat(outcomes).containsExactly(new ProposeOutcome.Committed(OURS));
    }

    @Test
    void isDeniedOnceAnotherEntryIsAppliedInItsPlace() {
        propose(OURS);
        pending.truncatedFrom(2);
        EntryMeta again = entry(2, 4);
        propose(again);
        pending.applied(again, LEADER);
        assertThat(outcomes)
                .containsExactlyInAnyOrder(new ProposeOutcome.NotLeader(LEADER), new ProposeOutcome.Committed(again));
        assertThat(pending.bytes()).isZero();
    }

    /** Nothing may ever be appended at its index again: clients must not wait for that. */
    @Test
    void isUnknownWhenItsIndexStaysOpenForLong() {
        propose(OURS);
        pending.truncatedFrom(2);
        pending.tick(2);
        pending.tick(2);
        assertThat(outcomes).isEmpty();
        pending.tick(2);
        assertThat(outcomes).containsExactly(new ProposeOutcome.Unknown(OURS));
        pending.applied(OURS, LEADER);
        assertThat(outcomes).hasSize(1);
        assertThat(pending.bytes()).isZero();
    }

    @Test
    void isUnknownWhenTheReplicaStops() {
        propose(OURS);
        propose(entry(3, 2));
        pending.truncatedFrom(3);
        pending.abandonAll();
        assertThat(outcomes)
                .containsExactlyInAnyOrder(new ProposeOutcome.Unknown(OURS), new ProposeOutcome.Unknown(entry(3, 2)));
        assertThat(pending.bytes()).isZero();
    }

    private final class Recorded implements Proposal {
        @Override
        public int lengthBytes() {
            return 100;
        }

        @Override
        public int recordCount() {
            return 1;
        }

        @Override
        public void writeTo(ByteBuffer target, long position, long timestampMillis) {
            throw new AssertionError("it was written before it became pending");
        }

        @Override
        public void complete(ProposeOutcome outcome) {
            outcomes.add(outcome);
        }
    }
}
