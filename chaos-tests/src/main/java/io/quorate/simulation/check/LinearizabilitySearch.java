package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.RegisterAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Is there an order of the operations on one register that explains all answers and respects real time? The search of Wing and Gong
 * with Lowe's memory of (operations taken, state) already tried. Exponential in the operations open at once; it gives up after a
 * number of steps.
 *
 * <p>Failed operations are left out, so are reads of unknown outcome. A write of unknown outcome may take effect at any time after
 * its invocation, or never: it is a call without a return, and the search ends when all that returned are in order.
 */
final class LinearizabilitySearch {
    private static final int HEAD = 0;

    private final SequentialModel model;
    private final Register[] operations; // by invocation
    // The list of calls and returns still to be passed, by time: entry 0 is its head, 2k+1 the call of operation k,
    // 2k+2 its return.
    private final int[] next;
    private final int[] previous;
    private final int[] returns; // number of the return's entry by operation; 0 if it never returned

    private final Set<TakenSet.Configuration> tried = new HashSet<>();
    private final int[] taken; // operations in the order tried now
    private final long[] statesBefore;
    private final TakenSet takenSet;
    private int depth;
    private int openReturns;
    private long state;
    private List<Register> longestOrder = List.of();
    private Register blocked;
    private long steps;

    LinearizabilitySearch(SequentialModel model, List<Register> history) {
        this.model = model;
        this.operations = history.stream()
                .filter(LinearizabilitySearch::matters)
                .sorted(Comparator.comparingLong(operation -> operation.call().invokedNanos()))
                .toArray(Register[]::new);
        int count = operations.length;
        next = new int[2 * count + 1];
        previous = new int[2 * count + 1];
        returns = new int[count];
        taken = new int[count];
        statesBefore = new long[count];
        takenSet = new TakenSet(count);
        state = model.initial();
        link();
    }

    static boolean matters(Register operation) {
        return switch (operation.call().outcome()) {
            case OK -> true;
            case FAIL -> false;
            case INFO -> operation.action() != RegisterAction.READ;
        };
    }

    private void link() {
        List<Integer> entries = new ArrayList<>(2 * operations.length);
        for (int k = 0; k < operations.length; k++) {
            entries.add(2 * k + 1);
            if (operations[k].call().isOk()) {
                returns[k] = 2 * k + 2;
                entries.add(returns[k]);
                openReturns++;
            }
        }
        // At equal times calls come first: such operations are concurrent. The sort is stable.
        entries.sort(Comparator.<Integer>comparingLong(this::nanosOf).thenComparing(LinearizabilitySearch::isReturn));
        int last = HEAD;
        for (int entry : entries) {
            next[last] = entry;
            previous[entry] = last;
            last = entry;
        }
        next[last] = HEAD;
        previous[HEAD] = last;
    }

    private long nanosOf(int entry) {
        Call call = operations[operationOf(entry)].call();
        return isReturn(entry) ? call.completedNanos() : call.invokedNanos();
    }

    private static int operationOf(int entry) {
        return (entry - 1) >> 1;
    }

    private static boolean isReturn(int entry) {
        return (entry & 1) == 0;
    }

    Verdict.Status run(long stepsMax) {
        int entry = next[HEAD];
        while (openReturns > 0) {
            if (steps++ >= stepsMax) {
                return Verdict.Status.UNKNOWN;
            }
            if (!isReturn(entry)) {
                entry = tryToTake(operationOf(entry)) ? next[HEAD] : next[entry];
            } else {
                // This one had to be in order by now, so the choice made last was wrong.
                rememberLongest(operationOf(entry));
                if (depth == 0) {
                    return Verdict.Status.INVALID;
                }
                entry = next[undo()];
            }
        }
        return Verdict.Status.VALID;
    }

    private boolean tryToTake(int k) {
        Register operation = operations[k];
        if (!model.accepts(state, operation)) {
            return false;
        }
        long after = model.next(state, operation);
        takenSet.add(k);
        if (!tried.add(takenSet.with(after))) {
            takenSet.remove(k);
            return false;
        }
        taken[depth] = k;
        statesBefore[depth] = state;
        depth++;
        state = after;
        unlink(2 * k + 1);
        if (returns[k] != 0) {
            unlink(returns[k]);
            openReturns--;
        }
        return true;
    }

    /** The call entry of the operation given back. */
    private int undo() {
        depth--;
        int k = taken[depth];
        state = statesBefore[depth];
        takenSet.remove(k);
        if (returns[k] != 0) {
            relink(returns[k]);
            openReturns++;
        }
        relink(2 * k + 1);
        return 2 * k + 1;
    }

    private void unlink(int entry) {
        next[previous[entry]] = next[entry];
        previous[next[entry]] = previous[entry];
    }

    private void relink(int entry) {
        next[previous[entry]] = entry;
        previous[next[entry]] = entry;
    }

    private void rememberLongest(int blockedBy) {
        if (blocked == null || depth > longestOrder.size()) {
            blocked = operations[blockedBy];
            longestOrder = new ArrayList<>(depth);
            for (int i = 0; i < depth; i++) {
                longestOrder.add(operations[taken[i]]);
            }
        }
    }

    /** After a failed search: the longest order that explains the operations in it. */
    List<Register> longestOrder() {
        return longestOrder;
    }

    /** After a failed search: the operation that could not come next in {@link #longestOrder}, and had to. */
    Register blocked() {
        return blocked;
    }
}
