package io.quorate.simulation.check;

/** The kinds of error the checkers tell apart. */
public enum Anomaly {
    MALFORMED("the recording breaks its own rules, so the checks mean nothing"),
    DIVERGENCE("an offset holds two values"),
    LOST_PREFIX("an acknowledged value is missing, before the first one of its writer that is there"),
    LOST_MIDDLE("an acknowledged value is missing between others of its writer that are there"),
    LOST_SUFFIX("an acknowledged value is missing, after the last one of its writer that is there"),
    NEVER_READ("an acknowledged value below the highest offset read was read by nobody"),
    NOT_DRAINED("a queue with acknowledged values was never read to its end after the faults"),
    PHANTOM("a value was read that nobody sent to this queue"),
    CORRUPT("a body was read that is not the one sent"),
    FAILED_BUT_READ("a value was read whose send certainly failed"),
    ROLLED_BACK_BUT_READ("a value was read whose transaction was rolled back"),
    DUPLICATE("a value stands at two places"),
    POLL_WENT_BACK("a consumer was shown an earlier offset than before"),
    POLL_REPEATED("a consumer was shown an offset twice"),
    POLL_SKIPPED("a consumer was not shown a value between two that it was shown"),
    SEND_ORDER("a later send of a process stands before its earlier one"),
    REAL_TIME_ORDER("a send stands before one that was acknowledged before it was invoked"),
    APPENDED_BELOW_SHOWN_END("a send stands below an end that was shown before it was invoked"),
    STALE_END("the end of a queue was told too low"),
    STALE_POLL("a current poll did not show what was acknowledged or shown before"),
    READ_FROM_FUTURE("a read showed what had not been sent yet"),
    VANISHED("what was read is not in the final log"),
    END_WENT_BACK("the end of a queue fell"),
    START_WENT_BACK("the start of a queue fell"),
    COMMIT_LOST("a consumer offset is lower than one acknowledged or told before"),
    COMMIT_FROM_FUTURE("a consumer offset is higher than any asked for"),
    COMMIT_PHANTOM("a consumer offset was told that nobody ever committed"),
    COMMIT_BEYOND_END("a consumer offset is beyond the end of its queue"),
    COMMIT_BEYOND_GIVEN("a consumer group's offset is beyond a message that it was never given"),
    NOT_LINEARIZABLE("no order of the operations explains the answers"),
    UNDECIDED_SHOWN("a transaction's message was shown before anybody had decided to commit it"),
    COMMITTED_MISSING("a transaction was committed, and its message is not in the final log"),
    NEVER_CHECKED("a transaction's owner had not decided, and was not asked in time"),
    EARLY("a delayed message was shown before it was due"),
    DELAYED_MISSING("a delayed message is not in the final log, long after it was due"),
    BATCH_TORN("of a batch not all is in the final log"),
    NOT_DELIVERED("a consumer group never got an acknowledged message, or is not done with it"),
    NOT_FOUND("an acknowledged message was not found by its name"),
    OTHER_FOUND("another message was found by a name"),
    NEVER_LOOKED_UP("an acknowledged message was never asked for by its name after it was acknowledged"),
    OWNED_TWICE("two messages of a queue were worked on at the same time, in a consumer group that wants order"),
    OUT_OF_ORDER("a consumer group was given a message before an earlier one of its queue"),
    GIVEN_WHILE_HIDDEN("a popped message was given out again while it was hidden"),
    GIVEN_AFTER_ACKNOWLEDGEMENT("a popped message was given out again after it was acknowledged"),
    ACKNOWLEDGED_WITHOUT_MAJORITY("something was acknowledged while no majority was there");

    private final String meaning;

    Anomaly(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
