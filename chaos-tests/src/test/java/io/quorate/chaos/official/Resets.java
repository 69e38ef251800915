package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.List;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Sets the offsets of live consumer groups back to the beginning: of the first by the admin client's call, of the second by mqadmin.
 *
 * <p>Arguments: NameServer, two topics, each consumed by the consumer group of its name and "-group"; file for the facts. Facts:
 * {@code CALLED queues}, {@code PRINTED line} for each line of mqadmin.
 */
public final class Resets {
    private static final long TIMEOUT_MILLIS = 10_000;

    private Resets() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt("resets-tool", TIMEOUT_MILLIS);
        admin.setNamesrvAddr(args[0]);
        admin.start();
        try (Facts facts = new Facts(Path.of(args[3]))) {
            // Only who has told where it is can be told to go elsewhere.
            awaitCommitted(admin, args[1]);
            awaitCommitted(admin, args[2]);
            facts.add(
                    "CALLED",
                    admin.resetOffsetByTimestamp(args[1], args[1] + "-group", 0, true)
                            .size());
            String command = "resetOffsetByTime -s 2020-01-01#00:00:00:000 -t " + args[2] + " -g " + args[2]
                    + "-group -n " + args[0];
            MqAdmin.outputOf(List.of(command.split(" "))).forEach(line -> facts.add("PRINTED", line));
            facts.add(Facts.DONE);
        }
        admin.shutdown();
    }

    private static void awaitCommitted(DefaultMQAdminExt admin, String topic) throws Exception {
        Until.holds("committed offsets in " + topic, Clients.WAIT_SECONDS, () -> {
            ConsumeStats stats = admin.examineConsumeStats(topic + "-group", topic);
            return stats.getOffsetTable().values().stream()
                    .allMatch(queue -> queue.getConsumerOffset() == queue.getBrokerOffset());
        });
    }
}
