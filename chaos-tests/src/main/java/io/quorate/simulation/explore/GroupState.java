package io.quorate.simulation.explore;

import java.util.Arrays;

/**
 * One state of the group that was visited: the nodes' states and the history, and every message that can have left on some
 * way here.
 */
final class GroupState {
    static final int NOBODY = -1;

    final int number;
    final int[] locals;
    final int history;

    // How it was first reached.
    final GroupState parent; // null: the first of all
    final int node;
    final int input;
    final int frame; // what the parent's names for nodes were changed by, to get this state's

    boolean expanded; // whether events were tried
    boolean queued;
    private int[] messages = new int[16];
    private int messageCount;
    private int triedCount; // Invariant: the first ones, up to here, were delivered and passed on
    private GroupState[] successors = new GroupState[4];
    private byte[] frames = new byte[4];
    private byte[] holdsEnded = new byte[4]; // by which node, or NOBODY
    private int successorCount;

    GroupState(int number, int[] locals, int history, GroupState parent, int node, int input, int frame) {
        this.number = number;
        this.locals = locals;
        this.history = history;
        this.parent = parent;
        this.node = node;
        this.input = input;
        this.frame = frame;
    }

    boolean addMessage(int message) {
        for (int i = 0; i < messageCount; i++) {
            if (messages[i] == message) {
                return false;
            }
        }
        if (messageCount == messages.length) {
            messages = Arrays.copyOf(messages, 2 * messageCount);
        }
        messages[messageCount++] = message;
        return true;
    }

    int messageCount() {
        return messageCount;
    }

    void copyMessages(int[] target) {
        System.arraycopy(messages, 0, target, 0, messageCount);
    }

    int message(int at) {
        return messages[at];
    }

    boolean isSettled() {
        return expanded && triedCount == messageCount;
    }

    int triedCount() {
        return triedCount;
    }

    void tried(int count) {
        triedCount = count;
    }

    void addSuccessor(GroupState successor, int successorFrame, int endsHolding) {
        for (int i = 0; i < successorCount; i++) {
            if (successors[i] == successor && frames[i] == successorFrame && holdsEnded[i] == endsHolding) {
                return;
            }
        }
        if (successorCount == successors.length) {
            successors = Arrays.copyOf(successors, 2 * successorCount);
            frames = Arrays.copyOf(frames, 2 * successorCount);
            holdsEnded = Arrays.copyOf(holdsEnded, 2 * successorCount);
        }
        successors[successorCount] = successor;
        frames[successorCount] = (byte) successorFrame;
        holdsEnded[successorCount++] = (byte) endsHolding;
    }

    int successorCount() {
        return successorCount;
    }

    GroupState successor(int at) {
        return successors[at];
    }

    /** The node whose held messages do not come along, or {@link #NOBODY}. */
    int holdingEndedBy(int at) {
        return holdsEnded[at];
    }

    int successorFrame(int at) {
        return frames[at];
    }
}
