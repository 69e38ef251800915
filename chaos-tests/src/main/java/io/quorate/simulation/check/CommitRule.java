package io.quorate.simulation.check;

/** What a broker does with a consumer offset lower than the one it has. */
public enum CommitRule {
    LAST_WRITER_WINS,
    NEVER_BACK;

    SequentialModel model() {
        return this == NEVER_BACK
                ? SequentialModel.risingRegister(Operation.NONE)
                : SequentialModel.register(Operation.NONE);
    }
}
