package io.quorate.chaos.cluster;

/**
 * What happens to packets on the way from one host to another.
 *
 * @param percent of the packets that match, at random
 */
public record LinkRule(String from, String to, Kind kind, int percent) {
    /** Which packets. */
    public enum Kind {
        ALL,
        /** Those with payload: connections come about and what the other side says is confirmed, but nothing is heard. */
        MESSAGES
    }

    public static LinkRule cut(String from, String to) {
        return new LinkRule(from, to, Kind.ALL, 100);
    }

    public static LinkRule mute(String from, String to) {
        return new LinkRule(from, to, Kind.MESSAGES, 100);
    }

    public static LinkRule lossy(String from, String to, int percent) {
        return new LinkRule(from, to, Kind.ALL, percent);
    }
}
