package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.RegisterAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a history that is not linearizable short enough to read. Each cut is sound: what is left being not linearizable proves it of
 * the whole. What followed the failure goes, then what an undisputed write hides, then reads that are not needed.
 */
final class MinimalExample {
    private static final int TRIES_MAX = 400;

    private final SequentialModel model;
    private final long stepsMax;
    private int tries;

    MinimalExample(SequentialModel model, long stepsMax) {
        this.model = model;
        this.stepsMax = stepsMax;
    }

    List<Register> of(List<Register> history) {
        List<Register> left = new ArrayList<>(history);
        left.removeIf(operation -> !LinearizabilitySearch.matters(operation));
        left.sort(Comparator.comparingLong(operation -> operation.call().invokedNanos()));
        return withoutNeedlessReads(withoutHiddenBeginning(upToFailure(left)));
    }

    private boolean fails(List<Register> operations) {
        tries++;
        return new LinearizabilitySearch(model, operations).run(stepsMax) == Verdict.Status.INVALID;
    }

    /** A history that is linearizable is so at any earlier time, so the first time of failure can be searched by halves; only what returned fails. */
    private List<Register> upToFailure(List<Register> history) {
        long[] returns = history.stream()
                .filter(operation -> operation.call().isOk())
                .mapToLong(operation -> operation.call().completedNanos())
                .sorted()
                .toArray();
        int low = 0;
        int high = returns.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (fails(asOf(history, returns[middle]))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return asOf(history, returns[low]);
    }

    /** What was known at this time: what had not returned is unknown. */
    private static List<Register> asOf(List<Register> history, long nanos) {
        List<Register> known = new ArrayList<>();
        for (Register operation : history) {
            Call call = operation.call();
            if (call.invokedNanos() > nanos) {
                break;
            }
            boolean open = call.completedNanos() > nanos;
            Register then = open ? operation.with(call.info(Call.NEVER)) : operation;
            if (LinearizabilitySearch.matters(then)) {
                known.add(then);
            }
        }
        return known;
    }

    /** The newest write first, that nothing acknowledged overlaps: if it fails from there on, what was before does not matter. */
    private List<Register> withoutHiddenBeginning(List<Register> history) {
        for (int first = history.size() - 1; first > 0 && tries < TRIES_MAX / 2; first--) {
            Register write = history.get(first);
            if (write.call().isOk() && model.overwrites(write) && standsAlone(write, history)) {
                List<Register> rest = new ArrayList<>();
                for (int i = 0; i < history.size(); i++) {
                    // Unknown ones from before may still take effect.
                    if (i >= first || !history.get(i).call().isOk()) {
                        rest.add(history.get(i));
                    }
                }
                if (fails(rest)) {
                    return rest;
                }
            }
        }
        return history;
    }

    private static boolean standsAlone(Register write, List<Register> history) {
        Call call = write.call();
        for (Register other : history) {
            boolean apart = other.call().number() == call.number()
                    || !other.call().isOk()
                    || other.call().completedNanos() < call.invokedNanos()
                    || other.call().invokedNanos() > call.completedNanos();
            if (!apart) {
                return false;
            }
        }
        return true;
    }

    private List<Register> withoutNeedlessReads(List<Register> history) {
        List<Register> left = new ArrayList<>(history);
        for (int i = 0; i < left.size() && tries < TRIES_MAX; ) {
            Register operation = left.get(i);
            if (changesNothing(operation)) {
                left.remove(i);
                if (fails(left)) {
                    continue;
                }
                left.add(i, operation);
            }
            i++;
        }
        return left;
    }

    private static boolean changesNothing(Register operation) {
        return operation.action() == RegisterAction.READ
                || (operation.action() == RegisterAction.CAS
                        && operation.call().isOk()
                        && operation.result() == Register.KEPT);
    }
}
