package io.quorate.raft;

/** Leadership being handed to another voter (Raft dissertation §3.10), and how the newest attempt ended. */
final class HandOver {
    private NodeId target; // null: none under way
    private int ticksLeft;
    private boolean called;
    private int quietTicks; // before the target is called again
    private String failure; // of the newest attempt; null: none so far, or under way

    void begin(NodeId to, int ticksMax) {
        target = to;
        ticksLeft = ticksMax;
        called = false;
        quietTicks = 0;
        failure = null;
    }

    /** Null if none is under way. */
    NodeId target() {
        return target;
    }

    /** Whether the target, which has everything, is to be called now: not with every answer it gives. */
    boolean mayCall(int repeatTicks) {
        if (quietTicks > 0) {
            return false;
        }
        quietTicks = repeatTicks;
        called = true;
        return true;
    }

    /** Whether the target of the attempt under way was called. */
    boolean wasCalled() {
        return target != null && called;
    }

    /** True when the time is up: then it is no longer under way. */
    boolean tick() {
        quietTicks = Math.max(0, quietTicks - 1);
        if (target == null || --ticksLeft > 0) {
            return false;
        }
        abort(target + " did not take over in time");
        return true;
    }

    void abort(String why) {
        target = null;
        failure = why;
    }

    /** Why the newest attempt came to nothing; null if it did not, or there was none. */
    String failure() {
        return failure;
    }
}
