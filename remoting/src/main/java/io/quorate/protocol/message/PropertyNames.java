package io.quorate.protocol.message;

/** Names of message properties that the protocol gives a meaning. */
public final class PropertyNames {
    /** Keys to find the message by, separated by one space. */
    public static final String KEYS = "KEYS";

    public static final String TAGS = "TAGS";
    public static final String WAIT = "WAIT";
    /** The client's id of the message, the same in all its retries. */
    public static final String UNIQUE_KEY = "UNIQ_KEY";

    public static final String DELAY_LEVEL = "DELAY";
    public static final String TIMER_DELAY_SECONDS = "TIMER_DELAY_SEC";
    public static final String TIMER_DELAY_MILLIS = "TIMER_DELAY_MS";
    public static final String TIMER_DELIVER_MILLIS = "TIMER_DELIVER_MS";
    public static final String REAL_TOPIC = "REAL_TOPIC";
    public static final String REAL_QUEUE_ID = "REAL_QID";
    public static final String RETRY_TOPIC = "RETRY_TOPIC";
    public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";
    public static final String RECONSUME_TIME = "RECONSUME_TIME";
    public static final String MAX_RECONSUME_TIMES = "MAX_RECONSUME_TIMES";
    public static final String PRODUCER_GROUP = "PGROUP";
    public static final String TRANSACTION_PREPARED = "TRAN_MSG";
    public static final String TRANSACTION_ID = "__transactionId__";
    public static final String TRANSACTION_CHECK_TIMES = "TRANSACTION_CHECK_TIMES";
    public static final String CHECK_IMMUNITY_SECONDS = "CHECK_IMMUNITY_TIME_IN_SECONDS";
    public static final String TRANSACTION_PREPARED_QUEUE_OFFSET = "TRAN_PREPARED_QUEUE_OFFSET";
    public static final String TRANSACTION_OFFSET = "TRANS_OFFSET";
    public static final String MSG_REGION = "MSG_REGION";
    public static final String TRACE_ON = "TRACE_ON";
    public static final String CLUSTER = "CLUSTER";
    public static final String SHARDING_KEY = "__SHARDINGKEY";
    public static final String INSTANCE_ID = "INSTANCE_ID";
    public static final String CORRELATION_ID = "CORRELATION_ID";
    public static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";
    public static final String TTL = "TTL";
    public static final String MSG_TYPE = "MSG_TYPE";
    public static final String PUSH_REPLY_TIME = "PUSH_REPLY_TIME";
    /** Light queues that get the message, too. */
    public static final String INNER_MULTI_DISPATCH = "INNER_MULTI_DISPATCH";

    public static final String POP_CK = "POP_CK";
    /** When a message was first given out by popping, milliseconds. */
    public static final String FIRST_POP_TIME = "1ST_POP_TIME";
    /** Properties with this prefix are never stored. */
    public static final String TRANSIENT_PREFIX = "__RMQ.TRANSIENT.";

    private PropertyNames() {}
}
