package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Ways to consume, each with a topic and consumer group of its own, side by side in one process.
 *
 * <p>Arguments: NameServer, prefix of topics and groups, file for the facts. Facts: {@code OK case} or {@code FAILED case why}.
 */
public final class Consumption {
    private static final int AT_A_TIME = 4;
    private static final long SECONDS_MAX = 180;

    /** One way. */
    interface Case {
        void run(Clients clients) throws Exception;
    }

    private Consumption() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[2]))) {
                run(args[0], args[1], facts);
            }
        });
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new TreeMap<>();
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

    private static void run(String namesrv, String prefix, Facts facts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        cases().forEach((name, each) -> threads.execute(() -> {
            try (Clients clients = new Clients(namesrv, prefix + "-" + name)) {
                each.run(clients);
                facts.add("OK", name);
            } catch (Exception | AssertionError e) {
                facts.add("FAILED", name, e, List.of(e.getStackTrace()));
            }
        }));
        threads.shutdown();
        if (threads.awaitTermination(SECONDS_MAX, TimeUnit.SECONDS)) {
            facts.add(Facts.DONE);
        }
    }
}
