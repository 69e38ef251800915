package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs cases side by side in one process, each with a topic and consumer group of its own. */
final class Cases {
    private static final int AT_A_TIME = 4;
    private static final long SECONDS_MAX = 180;

    private Cases() {}

    /** One of them. */
    interface Case {
        void run(Clients clients) throws Exception;
    }

    /** @param args NameServer, prefix of topics and groups, file for the facts: {@code OK case} or {@code FAILED case why} */
    static void run(String[] args, Map<String, Case> cases) {
        Ending.endAfter(() -> {
            try (Facts facts = new Facts(Path.of(args[2]))) {
                run(args[0], args[1], cases, facts);
            }
        });
    }

    private static void run(String namesrv, String prefix, Map<String, Case> cases, Facts facts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        cases.forEach((name, each) -> threads.execute(() -> {
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
