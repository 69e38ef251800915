package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.List;

/** Collects a history in memory. Not thread-safe; the simulator has one thread. */
public final class HistoryRecorder {
    private final List<Operation> operations = new ArrayList<>();

    /** The call of the operation to be begun next. */
    public Call call(int process, long nowNanos) {
        return Call.open(operations.size(), process, nowNanos);
    }

    /** Recorded before the request leaves: an operation never ended stays unknown. */
    public <O extends Operation> O begun(O operation) {
        if (operation.call().number() != operations.size()) {
            throw new IllegalArgumentException("not the call handed out last: " + operation);
        }
        operations.add(operation);
        return operation;
    }

    public void ended(Operation operation) {
        operations.set(operation.call().number(), operation);
    }

    public int size() {
        return operations.size();
    }

    public History history() {
        return new History(List.copyOf(operations));
    }
}
