package io.quorate.simulation.check;

import java.util.List;

/** All checkers over one history, as a run is judged by. */
public final class HistoryChecks {
    /**
     * What depends on the workload and the product's promises.
     *
     * @param duplicatesAllowed clients retried on their own, so that C5 is not asked
     * @param registers what the history's registers should be like
     * @param stepsMax of each search for a linear order
     */
    public record Options(boolean duplicatesAllowed, CommitRule commitRule, SequentialModel registers, long stepsMax) {
        public static final Options DEFAULT =
                new Options(false, CommitRule.LAST_WRITER_WINS, SequentialModel.register(0), 2_000_000);
    }

    private HistoryChecks() {}

    public static List<Verdict> all(History history, Options options) {
        HistoryIndex index = HistoryIndex.of(history);
        Verdict duplicates = options.duplicatesAllowed()
                ? new Verdict("C5 duplicate", Verdict.Status.VALID, List.of(), 0, "not asked: clients retried")
                : DuplicateCheck.check(index);
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
                VanishedCheck.check(index),
                ConsumerOffsetCheck.check(index, options.commitRule(), options.stepsMax()),
                LinearizabilityCheck.check(index, options.registers(), options.stepsMax()));
    }
}
