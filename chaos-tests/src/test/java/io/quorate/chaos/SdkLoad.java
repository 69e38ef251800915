package io.quorate.chaos;

import io.quorate.chaos.official.Sample;
import io.quorate.client.ClientConfig;
import io.quorate.client.Message;
import io.quorate.client.Producer;
import io.quorate.client.ProducerConfig;
import io.quorate.client.QuorateClient;
import io.quorate.client.SendException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Our SDK, sending synchronously from some threads. */
final class SdkLoad implements SteadyLoad {
    private static final int THREADS = 2;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String topic;
    private final QuorateClient client;
    private final Producer producer;
    private final List<Thread> threads = new ArrayList<>();
    // Guarded by this.
    private final List<String> ackedKeys = new ArrayList<>();
    private final List<Long> ackedNanos = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean stopped;

    private SdkLoad(String namesrv, String topic) throws Exception {
        this.topic = topic;
        client = QuorateClient.open(ClientConfig.of(namesrv));
        producer = client.newProducer(ProducerConfig.of("steady-sdk"));
    }

    static SdkLoad start(String namesrv, String topic) throws Exception {
        SdkLoad load = new SdkLoad(namesrv, topic);
        for (int i = 0; i < THREADS; i++) {
            String prefix = "sdk-" + i + "-";
            Thread thread = new Thread(() -> load.sendUntilStopped(prefix), "sdk-load-" + i);
            thread.setDaemon(true);
            thread.start();
            load.threads.add(thread);
        }
        return load;
    }

    private void sendUntilStopped(String prefix) {
        for (int i = 0; !stopped; i++) {
            String key = prefix + i;
            try {
                producer.send(Message.builder(topic, Sample.body(key, BODY_BYTES))
                        .keys(key)
                        .build());
                acked(key);
            } catch (SendException e) {
                failed(key, e);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized void acked(String key) {
        ackedKeys.add(key);
        ackedNanos.add(System.nanoTime());
    }

    private synchronized void failed(String key, SendException e) {
        failures.add(key + ": " + e.getMessage());
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public synchronized int ackedCount() {
        return ackedKeys.size();
    }

    /** The longest time without an acknowledgement that ended after {@code sinceNanos}. */
    synchronized Duration longestPauseSince(long sinceNanos) {
        long longestNanos = 0;
        for (int i = ackedNanos.size() - 1; i > 0 && ackedNanos.get(i) > sinceNanos; i--) {
            longestNanos = Math.max(longestNanos, ackedNanos.get(i) - ackedNanos.get(i - 1));
        }
        return Duration.ofNanos(longestNanos);
    }

    @Override
    public Result stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (this) {
            return new Result(List.copyOf(ackedKeys), List.copyOf(failures));
        }
    }

    @Override
    public void close() {
        stopped = true;
        client.close();
    }
}
