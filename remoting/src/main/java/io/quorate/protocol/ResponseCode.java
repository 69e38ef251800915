package io.quorate.protocol;

import java.util.Map;

/**
 * How a request ended: RocketMQ's numbers and names, and for those we send what a stock client makes of them (one that
 * sends asynchronously retries no code at all). Being listed does not mean being sent.
 */
public final class ResponseCode {
    public static final int RPC_TIME_OUT = -1006;
    public static final int RPC_SEND_TO_CHANNEL_FAILED = -1004;
    public static final int RPC_ADDR_IS_NULL = -1002;
    public static final int RPC_UNKNOWN = -1000;
    /** Done. */
    public static final int SUCCESS = 0;
    /** Failed, the remark says how. Retried by synchronous producers. */
    public static final int SYSTEM_ERROR = 1;
    /** Overloaded. Retried by synchronous 5.x producers only. */
    public static final int SYSTEM_BUSY = 2;
    /** Nobody serves this request code. */
    public static final int REQUEST_CODE_NOT_SUPPORTED = 3;

    public static final int TRANSACTION_FAILED = 4;
    /** Stock clients take it for a send that succeeded: never sent by us, as are the next two. */
    public static final int FLUSH_DISK_TIMEOUT = 10;

    public static final int SLAVE_NOT_AVAILABLE = 11;
    public static final int FLUSH_SLAVE_TIMEOUT = 12;
    /** Body or properties too large, or a batch where none may be. Not retried. */
    public static final int MESSAGE_ILLEGAL = 13;
    /** No leader, or shutting down: the answer that every synchronous producer retries. */
    public static final int SERVICE_NOT_AVAILABLE = 14;

    public static final int VERSION_NOT_SUPPORTED = 15;
    /** The topic, group or broker may not be written or read. Retried by synchronous producers. */
    public static final int NO_PERMISSION = 16;
    /** The topic is unknown, or has no route. Retried by synchronous producers. */
    public static final int TOPIC_NOT_EXIST = 17;

    public static final int TOPIC_EXIST_ALREADY = 18;
    /** Pull: nothing there yet. The client asks again at once. */
    public static final int PULL_NOT_FOUND = 19;
    /** Pull: nothing matched the filter; go on at the offset given. */
    public static final int PULL_RETRY_IMMEDIATELY = 20;
    /** Pull: the offset is outside the queue; jump to the one given. */
    public static final int PULL_OFFSET_MOVED = 21;
    /** Nothing there. For a committed offset the client then jumps to the end of the queue: answer it only when sure. */
    public static final int QUERY_NOT_FOUND = 22;
    /** The filter expression does not compile. */
    public static final int SUBSCRIPTION_PARSE_FAILED = 23;
    /** Pull: no heartbeat has named this subscription yet. The client tries again shortly. */
    public static final int SUBSCRIPTION_NOT_EXIST = 24;
    /** Pull: the client has a newer subscription than the last heartbeat. It tries again shortly. */
    public static final int SUBSCRIPTION_NOT_LATEST = 25;
    /** The consumer group is unknown and may not be created. */
    public static final int SUBSCRIPTION_GROUP_NOT_EXIST = 26;

    public static final int FILTER_DATA_NOT_EXIST = 27;
    public static final int FILTER_DATA_NOT_LATEST = 28;
    /** A name, queue id or field is missing or wrong. Not retried. */
    public static final int INVALID_PARAMETER = 29;

    public static final int TRANSACTION_SHOULD_COMMIT = 200;
    public static final int TRANSACTION_SHOULD_ROLLBACK = 201;
    public static final int TRANSACTION_STATE_UNKNOW = 202;
    public static final int TRANSACTION_STATE_GROUP_WRONG = 203;
    public static final int NO_BUYER_ID = 204;
    public static final int NOT_IN_CURRENT_UNIT = 205;
    /** Tools: no consumer of the group is connected. */
    public static final int CONSUMER_NOT_ONLINE = 206;
    /** Tools: the consumer a call was passed on to did not answer in time. */
    public static final int CONSUME_MSG_TIMEOUT = 207;

    public static final int NO_MESSAGE = 208;
    public static final int POLLING_FULL = 209;
    public static final int POLLING_TIMEOUT = 210;
    public static final int BROKER_NOT_EXIST = 211;
    public static final int BROKER_DISPATCH_NOT_COMPLETE = 212;
    public static final int BROADCAST_CONSUMPTION = 213;
    /** Pull: refused for its rate; clients come back after 20 ms. */
    public static final int FLOW_CONTROL = 215;
    /** About static topics, and retried by no producer: never means that a replica does not lead. */
    public static final int NOT_LEADER_FOR_QUEUE = 501;

    public static final int ILLEGAL_OPERATION = 604;
    /** Shutting down; clients newer than 5.3.1 reconnect and resend once. */
    public static final int GO_AWAY = 1500;

    public static final int CONTROLLER_FENCED_MASTER_EPOCH = 2000;
    public static final int CONTROLLER_FENCED_SYNC_STATE_SET_EPOCH = 2001;
    public static final int CONTROLLER_INVALID_MASTER = 2002;
    public static final int CONTROLLER_INVALID_REPLICAS = 2003;
    public static final int CONTROLLER_MASTER_NOT_AVAILABLE = 2004;
    public static final int CONTROLLER_INVALID_REQUEST = 2005;
    public static final int CONTROLLER_BROKER_NOT_ALIVE = 2006;
    public static final int CONTROLLER_NOT_LEADER = 2007;
    public static final int CONTROLLER_BROKER_METADATA_NOT_EXIST = 2008;
    public static final int CONTROLLER_INVALID_CLEAN_BROKER_METADATA = 2009;
    public static final int CONTROLLER_BROKER_NEED_TO_BE_REGISTERED = 2010;
    public static final int CONTROLLER_MASTER_STILL_EXIST = 2011;
    public static final int CONTROLLER_ELECT_MASTER_FAILED = 2012;
    public static final int CONTROLLER_ALTER_SYNC_STATE_SET_FAILED = 2013;
    public static final int CONTROLLER_BROKER_ID_INVALID = 2014;
    public static final int CONTROLLER_JRAFT_INTERNAL_ERROR = 2015;
    public static final int CONTROLLER_BROKER_LIVE_INFO_NOT_EXISTS = 2016;
    public static final int LMQ_QUOTA_EXCEEDED = 2017;
    public static final int LITE_SUBSCRIPTION_QUOTA_EXCEEDED = 2018;
    public static final int USER_NOT_EXIST = 3001;
    public static final int POLICY_NOT_EXIST = 3002;

    private static final Map<Integer, String> NAMES = CodeNames.of(ResponseCode.class);

    private ResponseCode() {}

    /** Name for logs and remarks; an unknown code is shown as its number. */
    public static String nameOf(int code) {
        return NAMES.getOrDefault(code, Integer.toString(code));
    }
}
