package io.quorate.chaos.cluster;

/**
 * What happens to packets on the way from one host to another.
 *
 * @param percent of the packets that match, at random
 * @param millis late ones are held for, give or take a half
 */
public record LinkRule(String from, String to, Kind kind, int percent, Fate fate, int millis) {
    /** Which packets. */
    public enum Kind {
        ALL,
        /** Those with payload: connections come about and what the other side says is confirmed, but nothing is heard. */
        MESSAGES
    }

    /** What becomes of them. */
    public enum Fate {
        LOST,
        /** Lost, and whoever sent it is told that there is no such connection. */
        RESET,
        LATE,
        /** None arrives until the rule is gone; then all do, in their order. */
        HELD,
        /** Likewise, but in any order. */
        SHUFFLED;

        /** Needs {@link Hosts#canDelay}. */
        boolean isDelay() {
            return this == LATE || isHeld();
        }

        /** See {@link Hosts#letGoPackets}. */
        boolean isHeld() {
            return this == HELD || this == SHUFFLED;
        }
    }

    public static LinkRule cut(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100, Fate.LOST, 0);
    }

    public static LinkRule mute(String from, String to) {
        return new LinkRule(from, to, Kind.MESSAGES, 100, Fate.LOST, 0);
    }

    public static LinkRule lossy(String from, String to, int percent) {
        return new LinkRule(from, to, Kind.ALL, percent, Fate.LOST, 0);
    }

    public static LinkRule reset(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100, Fate.RESET, 0);
    }

    /** Needs {@link Hosts#canDelay}. All rules in force must ask for the same time. */
    public static LinkRule late(String from, String to, int millis) {
        return new LinkRule(from, to, Kind.ALL, 100, Fate.LATE, millis);
    }

    /** Needs {@link Hosts#canDelay}. */
    public static LinkRule held(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100, Fate.HELD, 0);
    }

    /** Needs {@link Hosts#canDelay}. */
    public static LinkRule shuffled(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100, Fate.SHUFFLED, 0);
    }
}
