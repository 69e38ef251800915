package io.quorate.chaos.cluster;

import java.util.List;

/** Link rules in the words of iptables. */
final class PacketFilter {
    /** A bare confirmation is up to 64 bytes, with its time stamps and one selective acknowledgement. */
    private static final String WITH_PAYLOAD = "-p tcp -m length --length 65:65535";

    private PacketFilter() {}

    private static final int DELAY_QUEUE = 7;

    /** The queue that the packets of a rule go to that delays them; whoever holds them reads it. */
    static int delayQueue() {
        return DELAY_QUEUE;
    }

    /** Which of the packets that go the rule's way it hits, and what becomes of them. */
    static String matchAndTarget(LinkRule rule) {
        return match(rule) + " -j " + target(rule);
    }

    private static String match(LinkRule rule) {
        String ofTcp = rule.fate() == LinkRule.Fate.RESET ? "-p tcp" : "";
        String which = rule.kind() == LinkRule.Kind.MESSAGES ? WITH_PAYLOAD : ofTcp;
        return rule.percent() >= 100
                ? which
                : which + " -m statistic --mode random --probability " + rule.percent() / 100.0;
    }

    private static String target(LinkRule rule) {
        return switch (rule.fate()) {
            case LOST -> "DROP";
            case RESET -> "REJECT --reject-with tcp-reset";
            // Without the process that holds them, packets pass.
            case LATE, HELD, SHUFFLED -> "NFQUEUE --queue-num " + DELAY_QUEUE + " --queue-bypass";
        };
    }

    /** Packets that hit each rule of a chain, from what {@code iptables -L CHAIN -v -n -x} shows. */
    static List<Long> counters(String shown) {
        return shown.lines()
                .skip(2)
                .map(line -> Long.parseLong(line.strip().split("\\s+", 2)[0]))
                .toList();
    }
}
