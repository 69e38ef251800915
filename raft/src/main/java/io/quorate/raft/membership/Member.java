package io.quorate.raft.membership;

import io.quorate.raft.NodeId;

/**
 * A replica as its group knows it.
 *
 * @param storageId which disk: a random number made with its storage directory. A node that comes back with another one has
 *     lost what it promised, and is not this member
 * @param address "host:port" of its peer port
 */
public record Member(NodeId node, long storageId, String address) implements Comparable<Member> {
    /** Addresses are short; longer ones are refused where they come in. */
    public static final int ADDRESS_CHARS_MAX = 255;

    public Member {
        if (address.isBlank() || address.length() > ADDRESS_CHARS_MAX || address.lastIndexOf(':') < 1) {
            throw new IllegalArgumentException("the address of " + node + ", '" + address + "', must be host:port");
        }
    }

    /** Whether it is this node, on this disk. */
    public boolean is(NodeId other, long otherStorageId) {
        return node.equals(other) && storageId == otherStorageId;
    }

    @Override
    public int compareTo(Member other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Long.compare(storageId, other.storageId);
    }

    @Override
    public String toString() {
        return node + "@" + address;
    }
}
