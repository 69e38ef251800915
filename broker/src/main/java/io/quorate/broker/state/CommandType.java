package io.quorate.broker.state;

/** The kinds of commands by their number in the log, each with the one body version this build writes and reads. */
public enum CommandType {
    TOPIC_PUT(1, 1, TopicPut.SCHEMA),
    TOPIC_DELETE(2, 1, TopicDelete.SCHEMA),
    CONSUMER_GROUP_PUT(3, 1, ConsumerGroupPut.SCHEMA),
    CONSUMER_GROUP_DELETE(4, 1, ConsumerGroupDelete.SCHEMA),
    OFFSET_COMMIT(5, 1, OffsetCommit.SCHEMA),
    LOCK_QUEUES(10, 1, LockQueues.SCHEMA),
    UNLOCK_QUEUES(11, 1, UnlockQueues.SCHEMA),
    TIMERS_FIRED(20, 1, TimersFired.SCHEMA),
    TIMER_RECALL(21, 1, TimerRecall.SCHEMA),
    TRANSACTION_END(30, 1, TransactionEnd.SCHEMA),
    TRANSACTIONS_CHECKED(31, 1, TransactionsChecked.SCHEMA),
    TRANSACTION_RESUME(32, 1, TransactionResume.SCHEMA),
    POP_TAKE(40, 1, PopTake.SCHEMA),
    POP_ACK(41, 1, PopAck.SCHEMA),
    POP_CHANGE(42, 1, PopChange.SCHEMA),
    REQUEST_MODE_PUT(43, 1, RequestModePut.SCHEMA),
    OFFSET_RESET(50, 1, OffsetReset.SCHEMA),
    OFFSET_RESET_TAKEN(51, 1, OffsetResetTaken.SCHEMA),
    OFFSETS_CLONE(52, 1, OffsetsClone.SCHEMA),
    READ_FORBID(58, 1, ReadForbid.SCHEMA);

    private static final CommandType[] VALUES = values();

    private final short code;
    private final short version;

    @SuppressWarnings("ImmutableEnumChecker") // schemas keep nothing but their type
    private final CommandSchema<? extends Command> schema;

    CommandType(int code, int version, CommandSchema<? extends Command> schema) {
        this.code = (short) code;
        this.version = (short) version;
        this.schema = schema;
    }

    public short code() {
        return code;
    }

    public short version() {
        return version;
    }

    /** Of the body. */
    CommandSchema<? extends Command> schema() {
        return schema;
    }

    /** The type with this code, or null. */
    static CommandType ofCode(short code) {
        for (CommandType type : VALUES) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
