package io.quorate.chaos.run;

import io.quorate.chaos.fault.FaultKind;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Made-up runs, in milliseconds from their start. */
final class RunsOfOld {
    private RunsOfOld() {}

    static long nanos(long millis) {
        return millis * 1_000_000;
    }

    /** Sends of one process; each pair of times is an invocation and its acknowledgement. */
    static History acked(long... millis) {
        List<Operation> sends = new ArrayList<>();
        for (int i = 0; i < millis.length; i += 2) {
            Call call = Call.open(i, 1, nanos(millis[i]));
            sends.add(new Send(call, "q", "1-" + i).acknowledged(nanos(millis[i + 1]), i));
        }
        return new History(sends);
    }

    /** Of all nodes, healed a second after it was begun to be. */
    static FaultRecord fault(
            FaultKind kind, boolean leftNoMajority, long beginMillis, long bitMillis, long healMillis) {
        return new FaultRecord(
                kind,
                List.of("n1", "n2", "n3"),
                leftNoMajority,
                nanos(beginMillis),
                OptionalLong.of(nanos(bitMillis)),
                "seen",
                nanos(healMillis),
                OptionalLong.of(nanos(healMillis + 1000)),
                "seen",
                List.of());
    }
}
