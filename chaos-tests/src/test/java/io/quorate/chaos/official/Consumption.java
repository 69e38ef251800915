package io.quorate.chaos.official;

import java.util.Map;
import java.util.TreeMap;

/**
 * Ways to consume, each with a topic and consumer group of its own, side by side in one process.
 *
 * <p>Arguments: NameServer, prefix of topics and groups, file for the facts. Facts: {@code OK case} or {@code FAILED case why}.
 */
public final class Consumption {
    private Consumption() {}

    public static void main(String[] args) {
        Cases.run(args, cases());
    }

    private static Map<String, Cases.Case> cases() {
        Map<String, Cases.Case> cases = new TreeMap<>();
        cases.put("broadcasting", PushCases::broadcasting);
        cases.put("tags", PushCases::tags);
        cases.put("sql", PushCases::sql);
        cases.put("bad-sql", PushCases::badSql);
        cases.put("start-positions", PushCases::startPositions);
        cases.put("suspend-and-resume", PushCases::suspendAndResume);
        cases.put("rebalance", PushCases::rebalance);
        cases.put("flow-control", PushCases::flowControl);
        cases.put("vip-port", PushCases::vipPort);
        cases.put("namespace", PushCases::namespace);
        cases.put("too-large", PushCases::tooLarge);
        cases.put("pull", PullCases::pull);
        cases.put("lite-pull-subscribed", PullCases::litePullSubscribed);
        cases.put("lite-pull-assigned", PullCases::litePullAssigned);
        return cases;
    }
}
