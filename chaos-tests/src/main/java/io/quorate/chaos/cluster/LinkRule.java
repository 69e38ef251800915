package io.quorate.chaos.cluster;

/**
 * What happens to packets on the way from one host to another.
 *
 * @param percent of the packets that match, at random
 * @param millis they are held for, give or take a half; 0: they are dropped
 */
public record LinkRule(String from, String to, Kind kind, int percent, int millis) {
    /** Which packets. */
    public enum Kind {
        ALL,
        /** Those with payload: connections come about and what the other side says is confirmed, but nothing is heard. */
        MESSAGES
    }

    public static LinkRule cut(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100, 0);
    }

    public static LinkRule mute(String from, String to) {
        return new LinkRule(from, to, Kind.MESSAGES, 100, 0);
    }

    public static LinkRule lossy(String from, String to, int percent) {
        return new LinkRule(from, to, Kind.ALL, percent, 0);
    }

    /** Needs {@link Hosts#canDelay}. All rules in force must ask for the same time. */
    public static LinkRule late(String from, String to, int millis) {
        return new LinkRule(from, to, Kind.ALL, 100, millis);
    }
}
