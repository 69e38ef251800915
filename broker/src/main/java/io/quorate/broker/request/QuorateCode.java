package io.quorate.broker.request;

/** Request codes we add to RocketMQ's, from a range it leaves free. */
public final class QuorateCode {
    /** What this node is and how far it has come: JSON. */
    public static final int NODE_STATUS = 21001;

    /** Hands leadership to the node named in ext {@code target}, or to the most caught-up one. */
    public static final int TRANSFER_LEADERSHIP = 21002;

    private QuorateCode() {}
}
