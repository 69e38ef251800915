package io.quorate.simulation.workload;

import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.HistoryIndex;
import io.quorate.simulation.check.HistoryRecorder;
import io.quorate.simulation.check.LinearizabilityCheck;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.SequentialModel;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Consumer offsets that every client commits, and reads through ReadIndex from any node: registers that must be linearizable.
 * What is told when is recorded, and judged in the end.
 */
final class SharedOffsets {
    static final String TOPIC = "T0";
    static final int QUEUE_ID = 0;
    private static final String PREFIX = "shared-";
    private static final long NOTHING = -1;
    /** Operations on one register; then another one is used, since judging costs more than proportionally. */
    private static final int OPERATIONS_MAX = 120;

    private static final long STEPS_MAX = 200_000;

    private final SimulatedGroup group;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final List<Register> open = new ArrayList<>(); // writes whose answer never came
    private final Set<Long> applied = new HashSet<>(); // values
    private long nextValue = 1;

    SharedOffsets(SimulatedGroup group) {
        this.group = group;
    }

    /** The consumer group whose offset is the register in use now. */
    private String register() {
        return PREFIX + recorder.size() / OPERATIONS_MAX;
    }

    static boolean isShared(String consumerGroup) {
        return consumerGroup.startsWith(PREFIX);
    }

    Register beginWrite(int process) {
        Register write = recorder.begun(Register.write(call(process), register(), nextValue++));
        open.add(write);
        return write;
    }

    Register beginRead(int process) {
        return recorder.begun(Register.read(call(process), register()));
    }

    private Call call(int process) {
        return recorder.call(process, now());
    }

    /** Events are never at the same time, microseconds may be. */
    private long now() {
        return group.timeline().happenedCount();
    }

    void written(Register write, Outcome outcome) {
        if (outcome != Outcome.UNKNOWN) {
            open.remove(write);
            recorder.ended(write.with(
                    outcome == Outcome.OK
                            ? write.call().ok(now())
                            : write.call().fail(now())));
        }
    }

    /** The node has this value, or none. */
    void read(Register read, boolean found, long value) {
        recorder.ended(read.answered(now(), found ? value : NOTHING));
    }

    void applied(long value) {
        applied.add(value);
    }

    void judge() {
        for (Register write : open) {
            if (!applied.contains(write.argument())) {
                recorder.ended(write.with(write.call().fail(now()))); // nobody knew, but the log does
            }
        }
        Verdict verdict = LinearizabilityCheck.check(
                HistoryIndex.of(recorder.history()), SequentialModel.register(NOTHING), STEPS_MAX);
        if (verdict.status() == Verdict.Status.INVALID) {
            throw new CheckFailure("linearizable reads", verdict.toString());
        }
    }
}
