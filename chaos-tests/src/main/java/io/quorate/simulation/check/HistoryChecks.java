package io.quorate.simulation.check;

import java.util.ArrayList;
import java.util.List;

/** All checkers over one history, as a run is judged by. */
public final class HistoryChecks {
    /**
     * What depends on the workload and the product's promises.
     *
     * @param duplicatesAllowed clients retried on their own, so that C5 is not asked
     * @param consumerGroups that have consumed all of the history's queues to their ends
     * @param ordered whether these want each queue's messages one at a time
     * @param clockSkewNanos how far the nodes' clocks were apart at most
     * @param registers what the history's registers should be like
     * @param stepsMax of each search for a linear order
     */
    public record Options(
            boolean duplicatesAllowed,
            CommitRule commitRule,
            List<String> consumerGroups,
            boolean ordered,
            long clockSkewNanos,
            SequentialModel registers,
            long stepsMax) {
        public static final Options DEFAULT = new Options(
                false, CommitRule.LAST_WRITER_WINS, List.of(), false, 0, SequentialModel.register(0), 2_000_000);

        public Options withDuplicatesAllowed() {
            return new Options(true, commitRule, consumerGroups, ordered, clockSkewNanos, registers, stepsMax);
        }

        public Options withConsumerGroups(List<String> groups, boolean inOrder) {
            return new Options(duplicatesAllowed, commitRule, groups, inOrder, clockSkewNanos, registers, stepsMax);
        }

        public Options withClockSkew(long nanos) {
            return new Options(duplicatesAllowed, commitRule, consumerGroups, ordered, nanos, registers, stepsMax);
        }
    }

    private HistoryChecks() {}

    public static List<Verdict> all(History history, Options options) {
        HistoryIndex index = HistoryIndex.of(history);
        Verdict duplicates = options.duplicatesAllowed()
                ? new Verdict("C5 duplicate", Verdict.Status.VALID, List.of(), 0, "not asked: clients retried")
                : DuplicateCheck.check(index);
        List<Verdict> verdicts = new ArrayList<>(logChecks(index, duplicates));
        verdicts.add(ConsumerOffsetCheck.check(index, options.commitRule(), options.stepsMax()));
        verdicts.addAll(deliveryChecks(index, options));
        verdicts.add(LinearizabilityCheck.check(index, options.registers(), options.stepsMax()));
        return verdicts;
    }

    /** Of the kinds of work that this history has. */
    private static List<Verdict> deliveryChecks(HistoryIndex index, Options options) {
        List<Verdict> verdicts = new ArrayList<>();
        if (index.has(Operation.Batch.class)) {
            verdicts.add(BatchCheck.check(index));
        }
        if (!options.consumerGroups().isEmpty()) {
            verdicts.add(DeliveryCheck.check(index, options.consumerGroups()));
        }
        if (index.has(Operation.Delivery.class)) {
            verdicts.add(CommittedDeliveryCheck.check(index));
        }
        if (index.has(Operation.Pop.class)) {
            verdicts.add(PopCheck.check(index, options.clockSkewNanos()));
        }
        if (index.has(Operation.Lookup.class)) {
            verdicts.add(LookupCheck.check(index));
        }
        if (options.ordered()) {
            verdicts.add(OwnershipCheck.check(index));
        }
        if (index.has(Operation.Half.class)) {
            verdicts.add(TransactionCheck.check(index));
        }
        if (index.has(Operation.Delayed.class)) {
            verdicts.add(DelayCheck.check(index, options.clockSkewNanos()));
        }
        return verdicts;
    }

    private static List<Verdict> logChecks(HistoryIndex index, Verdict duplicates) {
        return List.of(
                RecordingCheck.check(index),
                DivergenceCheck.check(index),
                LostWriteCheck.check(index),
                PhantomCheck.check(index),
                AbortedReadCheck.check(index),
                duplicates,
                PollJumpCheck.check(index),
                SendOrderCheck.check(index),
                RealTimeOrderCheck.check(index),
                StaleReadCheck.check(index),
                VanishedCheck.check(index));
    }
}
