package io.quorate.client.internal;

import io.quorate.protocol.ResponseCode;

/** What an answer's code means for a call: is it the answer, and if not, who should be asked next and how soon. */
public final class RetryPolicy {
    /** What to do next. */
    public enum Verdict {
        /** This is the answer, good or bad. Asking again would bring the same. */
        DONE,
        /** This replica cannot, another may. */
        NEXT_REPLICA,
        /** The group as a whole cannot just now: asking another replica at once would only add load. */
        BACK_OFF
    }

    private RetryPolicy() {}

    public static Verdict judge(int code) {
        return switch (code) {
            case ResponseCode.SYSTEM_ERROR,
                    ResponseCode.SERVICE_NOT_AVAILABLE,
                    ResponseCode.NOT_LEADER_FOR_QUEUE,
                    ResponseCode.GO_AWAY,
                    ResponseCode.CONTROLLER_NOT_LEADER -> Verdict.NEXT_REPLICA;
            case ResponseCode.SYSTEM_BUSY, ResponseCode.FLOW_CONTROL, ResponseCode.TOPIC_NOT_EXIST -> Verdict.BACK_OFF;
            default -> Verdict.DONE;
        };
    }

    /**
     * Whether a request refused with this code may take effect all the same. A broker answers busy, unavailable or error
     * also for what it has appended but could not see committed in time: that may still commit.
     */
    public static boolean mayStillTakeEffect(int code) {
        return code == ResponseCode.SYSTEM_ERROR
                || code == ResponseCode.SYSTEM_BUSY
                || code == ResponseCode.SERVICE_NOT_AVAILABLE;
    }
}
