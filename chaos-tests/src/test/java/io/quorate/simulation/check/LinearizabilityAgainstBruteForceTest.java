package io.quorate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Operation.RegisterAction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search against trying every order of every choice of unknown operations. */
class LinearizabilityAgainstBruteForceTest {
    private static final int HISTORIES = 1_000;
    private static final int OPERATIONS_MAX = 7;
    private static final long STEPS_MAX = 1_000_000;

    @Test
    void register() {
        compare(SequentialModel.register(0), 1);
    }

    @Test
    void risingRegister() {
        compare(SequentialModel.risingRegister(0), 2);
    }

    @Test
    void queueEnd() {
        compare(SequentialModel.queueEnd(0), 3);
    }

    /** The memory of what was tried leaves out words of bits that are full; choices here lie on both sides of such a border. */
    @Test
    void registerAfterMuchThatIsDecided() {
        Random random = new Random(4);
        SequentialModel model = SequentialModel.register(0);
        for (int i = 0; i < HISTORIES; i++) {
            List<Register> tail = random(random, model);
            List<Register> history = new ArrayList<>();
            int decided = 57 + random.nextInt(8);
            for (int k = 0; k < decided; k++) {
                long nanos = -200 + 2L * k;
                history.add(new Register(Call.open(k, 0, nanos).ok(nanos + 1), "r", RegisterAction.WRITE, 0, 0, 0));
            }
            history.addAll(tail);
            assertThat(new LinearizabilitySearch(model, history).run(STEPS_MAX))
                    .as("history %s: %s", i, tail)
                    .isEqualTo(anyOrderExplains(tail, model) ? Verdict.Status.VALID : Verdict.Status.INVALID);
        }
    }

    private static void compare(SequentialModel model, long seed) {
        Random random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Register> history = random(random, model);
            boolean expected = anyOrderExplains(history, model);
            valid += expected ? 1 : 0;
            Verdict.Status status = new LinearizabilitySearch(model, history).run(STEPS_MAX);
            assertThat(status)
                    .as("history %s of seed %s: %s", i, seed, history)
                    .isEqualTo(expected ? Verdict.Status.VALID : Verdict.Status.INVALID);
            if (!expected) {
                List<Register> example = new MinimalExample(model, STEPS_MAX).of(history);
                assertThat(anyOrderExplains(example, model)).as("%s", example).isFalse();
                assertThat(example).hasSizeLessThanOrEqualTo(history.size());
            }
        }
        assertThat(valid).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    private static List<Register> random(Random random, SequentialModel model) {
        List<Register> history = new ArrayList<>();
        int count = 1 + random.nextInt(OPERATIONS_MAX);
        boolean hasSwaps = model instanceof SequentialModel.PlainRegister;
        for (int i = 0; i < count; i++) {
            long from = random.nextInt(20);
            long to = from + random.nextInt(12);
            Call call = Call.open(i, i, from);
            RegisterAction action = switch (random.nextInt(hasSwaps ? 3 : 2)) {
                case 0 -> RegisterAction.READ;
                case 1 -> RegisterAction.WRITE;
                default -> RegisterAction.CAS;
            };
            Call ended = switch (random.nextInt(8)) {
                case 0 -> call.info(to);
                case 1 -> call.fail(to);
                default -> call.ok(to);
            };
            long result = action == RegisterAction.CAS ? random.nextInt(2) : random.nextInt(3);
            history.add(new Register(ended, "r", action, random.nextInt(3), random.nextInt(3), result));
        }
        history.sort(Comparator.comparingLong(operation -> operation.call().invokedNanos()));
        return history;
    }

    private static boolean anyOrderExplains(List<Register> history, SequentialModel model) {
        List<Register> sure = new ArrayList<>();
        List<Register> unknown = new ArrayList<>();
        for (Register operation : history) {
            if (operation.call().isOk()) {
                sure.add(operation);
            } else if (operation.call().outcome() == Outcome.INFO && operation.action() != RegisterAction.READ) {
                unknown.add(operation);
            }
        }
        for (int chosen = 0; chosen < 1 << unknown.size(); chosen++) {
            List<Register> operations = new ArrayList<>(sure);
            for (int i = 0; i < unknown.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    operations.add(unknown.get(i));
                }
            }
            if (anyPermutationExplains(operations, 0, model)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyPermutationExplains(List<Register> operations, int fixed, SequentialModel model) {
        if (fixed == operations.size()) {
            return respectsRealTime(operations) && explains(operations, model);
        }
        boolean found = false;
        for (int i = fixed; i < operations.size() && !found; i++) {
            Collections.swap(operations, fixed, i);
            found = anyPermutationExplains(operations, fixed + 1, model);
            Collections.swap(operations, fixed, i);
        }
        return found;
    }

    private static boolean respectsRealTime(List<Register> order) {
        for (int earlier = 0; earlier < order.size(); earlier++) {
            for (int later = earlier + 1; later < order.size(); later++) {
                if (order.get(later).call().okBefore(order.get(earlier).call())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean explains(List<Register> order, SequentialModel model) {
        long state = model.initial();
        for (Register operation : order) {
            if (!model.accepts(state, operation)) {
                return false;
            }
            state = model.next(state, operation);
        }
        return true;
    }
}
