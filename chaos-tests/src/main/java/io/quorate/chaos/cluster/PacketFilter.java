package io.quorate.chaos.cluster;

import java.util.List;

/** Link rules in the words of iptables. */
final class PacketFilter {
    /** A bare confirmation is up to 64 bytes, with its time stamps and one selective acknowledgement. */
    private static final String WITH_PAYLOAD = "-p tcp -m length --length 65:65535";

    private PacketFilter() {}

    /** Which of the packets that go the rule's way it hits. */
    static String match(LinkRule rule) {
        String which = rule.kind() == LinkRule.Kind.MESSAGES ? WITH_PAYLOAD : "";
        return rule.percent() >= 100
                ? which
                : which + " -m statistic --mode random --probability " + rule.percent() / 100.0;
    }

    /** Packets that hit each rule of a chain, from what {@code iptables -L CHAIN -v -n -x} shows. */
    static List<Long> counters(String shown) {
        return shown.lines()
                .skip(2)
                .map(line -> Long.parseLong(line.strip().split("\\s+", 2)[0]))
                .toList();
    }
}
