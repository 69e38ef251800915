package io.quorate.broker.request;

/** Names of the ext fields we add to RocketMQ's protocol. Stock clients neither send them nor look at them. */
public final class QuorateFields {
    /** In the answer of a forwarded request: "ip:port" where clients reach the leader. */
    public static final String LEADER = "qLeader";

    /** In a refusal of a forwarded request: not led from here, and certainly not carried out. Between peers only. */
    public static final String NOT_LEADER = "qNotLeader";

    /** In requests of our own SDK: it follows {@link #LEADER} at once, so that a leaving node need not wait for it. */
    public static final String SDK = "qSdk";

    private QuorateFields() {}
}
