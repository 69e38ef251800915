package io.quorate.simulation.workload;

import io.quorate.broker.read.OffsetQueries;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.world.SimulatedNode;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads, from any node, what was committed last by anybody. */
final class ReadSharedOffset implements Operation {
    private final SharedOffsets offsets;
    private final Register read;

    ReadSharedOffset(SharedOffsets offsets, int process) {
        this.offsets = offsets;
        this.read = offsets.beginRead(process);
    }

    @Override
    public void run(SimulatedNode node, Replica replica, Consumer<Outcome> answer) {
        replica.readIndex(outcome -> {
            if (outcome instanceof ReadOutcome.Current) {
                OptionalLong found = new OffsetQueries(node.state())
                        .consumerOffset(read.key(), SharedOffsets.TOPIC, SharedOffsets.QUEUE_ID, false);
                offsets.read(read, found.isPresent(), found.orElse(0));
                answer.accept(Outcome.OK);
            } else {
                answer.accept(Outcome.FAIL);
            }
        });
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public String toString() {
        return "read " + read.key();
    }
}
