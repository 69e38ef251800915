package io.quorate.raft.membership;

/**
 * Why the group must not be changed as asked.
 *
 * @param why in words for the operator
 * @param passes whether it may be gone in a moment without anybody doing anything: the same may be asked again
 */
public record Objection(String why, boolean passes) {
    public static Objection lasting(String why) {
        return new Objection(why, false);
    }

    public static Objection passing(String why) {
        return new Objection(why, true);
    }
}
