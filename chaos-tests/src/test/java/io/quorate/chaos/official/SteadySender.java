package io.quorate.chaos.official;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;

/**
 * Sends synchronously, one message after the other in each of some threads, until its standard input ends.
 *
 * <p>Arguments: NameServer, topic, prefix of the keys, threads, body bytes, NameServer poll interval in milliseconds (0: the
 * client's own, 30 s), file for the facts. Facts: {@code ACKED key} after the answer, {@code FAILED key why}, both with the
 * milliseconds the call took.
 */
public final class SteadySender {
    // Steady, not as fast as can be: the nodes share this machine with what watches them.
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private SteadySender() {}

    public static void main(String[] args) {
        Ending.endAfter(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("steady-" + args[2]);
        producer.setNamesrvAddr(args[0]);
        int pollMillis = Integer.parseInt(args[5]);
        if (pollMillis > 0) {
            producer.setPollNameServerInterval(pollMillis);
        }
        producer.start();
        try (Facts facts = new Facts(Path.of(args[6]))) {
            List<Thread> threads = new ArrayList<>();
            InputEnd end = new InputEnd();
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                String prefix = args[2] + "-" + i + "-";
                Thread thread =
                        new Thread(() -> sendUntil(end, producer, args[1], prefix, Integer.parseInt(args[4]), facts));
                thread.start();
                threads.add(thread);
            }
            end.await();
            for (Thread thread : threads) {
                thread.join();
            }
            facts.add(Facts.DONE);
        }
        producer.shutdown();
    }

    private static void sendUntil(
            InputEnd end, DefaultMQProducer producer, String topic, String prefix, int bodyBytes, Facts facts) {
        for (int i = 0; !end.isReached(); i++) {
            String key = prefix + i;
            long startNanos = System.nanoTime();
            try {
                SendResult result = producer.send(Sample.message(topic, key, bodyBytes));
                boolean acked = result.getSendStatus() == SendStatus.SEND_OK;
                facts.add(acked ? "ACKED" : "FAILED", key, millisSince(startNanos), result.getSendStatus());
            } catch (Exception e) {
                facts.add("FAILED", key, millisSince(startNanos), e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
