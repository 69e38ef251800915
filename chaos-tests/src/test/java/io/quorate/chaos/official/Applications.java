package io.quorate.chaos.official;

import java.util.Map;
import java.util.TreeMap;

/**
 * Topics that may only be read or only be written, consumers that unsubscribe or leave. Queues are shared out anew only when a
 * broker says that something has changed: the clients' own look every 20 s is switched off.
 *
 * <p>Arguments and facts: see {@link Cases#run}.
 */
public final class Applications {
    private Applications() {}

    public static void main(String[] args) {
        System.setProperty("rocketmq.client.rebalance.waitInterval", "600000");
        Map<String, Cases.Case> cases = new TreeMap<>();
        cases.put("read-only", AccessCases::readOnly);
        cases.put("write-only", AccessCases::writeOnly);
        cases.put("too-many-properties", AccessCases::tooManyProperties);
        cases.put("unsubscribe", LeavingCases::unsubscribe);
        cases.put("leave", LeavingCases::leave);
        Cases.run(args, cases);
    }
}
