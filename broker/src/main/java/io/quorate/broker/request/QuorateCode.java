package io.quorate.broker.request;

/** Request codes we add to RocketMQ's, from a range it leaves free. */
public final class QuorateCode {
    /** What this node is and how far it has come: JSON. */
    public static final int NODE_STATUS = 21001;

    /** Hands leadership to the node named in ext {@code target}, or to the most caught-up one. */
    public static final int TRANSFER_LEADERSHIP = 21002;

    /** Who belongs to this node's group, as far as it knows: JSON. */
    public static final int MEMBERS = 21003;

    /**
     * Adds, promotes, removes or replaces a member: ext {@code op}, {@code node}, {@code address} (of the peer port, to add),
     * {@code learner} (to add one that stays a learner). Answered when the change is committed.
     */
    public static final int CHANGE_MEMBERSHIP = 21004;

    /** NODE_STATUS of the leader, by way of any member. SERVICE_NOT_AVAILABLE while none serves. */
    public static final int LEADER_STATUS = 21005;

    private QuorateCode() {}
}
