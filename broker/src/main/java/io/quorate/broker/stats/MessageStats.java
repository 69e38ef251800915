package io.quorate.broker.stats;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How much of each topic was stored here and how much each consumer group got of it, as VIEW_BROKER_STATS_DATA shows it.
 * Counted by any thread; {@link #sample} by the broker's timer.
 */
public final class MessageStats {
    /** What tools may ask for, by RocketMQ's names. */
    private enum Kind {
        TOPIC_PUT_NUMS(false),
        TOPIC_PUT_SIZE(true),
        GROUP_GET_NUMS(false),
        GROUP_GET_SIZE(true),
        SNDBCK_PUT_NUMS(false),
        BROKER_PUT_NUMS(false),
        BROKER_GET_NUMS(false);

        private final boolean ofBytes;

        Kind(boolean ofBytes) {
            this.ofBytes = ofBytes;
        }

        TrafficSums sums(TrafficCounter counter, long nowMillis) {
            return ofBytes ? counter.bytes(nowMillis) : counter.messages(nowMillis);
        }

        static Optional<Kind> named(String name) {
            for (Kind kind : values()) {
                if (kind.name().equals(name)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    private record GroupTopic(String consumerGroup, String topic) {}

    /** Some 25 MB. What would need one more is not counted on its own, until another was idle for a day. */
    private static final int COUNTERS_MAX = 20_000;

    private static final char GROUP_MARK = '@'; // no name holds it
    private static final int SAMPLES_PER_TEN_MINUTES = 60;
    private static final int SAMPLES_PER_HOUR = 360;

    private final String cluster;
    private final LongSupplier nowMillis;
    private final int countersMax;
    private final Map<String, TrafficCounter> stored = new ConcurrentHashMap<>();
    private final Map<GroupTopic, TrafficCounter> delivered = new ConcurrentHashMap<>();
    private final Map<GroupTopic, TrafficCounter> sentBack = new ConcurrentHashMap<>();
    private final AtomicInteger counterCount =
            new AtomicInteger(); // over countersMax by the threads that count at once, no more
    private final TrafficCounter allStored;
    private final TrafficCounter allDelivered;
    private long sampled; // timer only

    /** @param nowMillis a clock that never goes back */
    public MessageStats(String cluster, LongSupplier nowMillis) {
        this(cluster, nowMillis, COUNTERS_MAX);
    }

    MessageStats(String cluster, LongSupplier nowMillis, int countersMax) {
        this.cluster = cluster;
        this.nowMillis = nowMillis;
        this.countersMax = countersMax;
        this.allStored = new TrafficCounter(nowMillis.getAsLong());
        this.allDelivered = new TrafficCounter(nowMillis.getAsLong());
    }

    /** Messages of a topic were stored by one call. */
    public void stored(String topic, int messages, long bytes) {
        allStored.count(messages, bytes);
        count(stored, topic, messages, bytes);
    }

    /** A consumer group got messages of a topic by one call. */
    public void delivered(String consumerGroup, String topic, int messages, long bytes) {
        if (messages > 0) {
            allDelivered.count(messages, bytes);
            count(delivered, new GroupTopic(consumerGroup, topic), messages, bytes);
        }
    }

    /** A consumer could not make use of a message and gave it back. */
    public void sentBack(String consumerGroup, String topic) {
        count(sentBack, new GroupTopic(consumerGroup, topic), 1, 0);
    }

    private <K> void count(Map<K, TrafficCounter> counters, K key, int messages, long bytes) {
        TrafficCounter counter = counters.get(key);
        if (counter == null) {
            if (counterCount.get() >= countersMax) {
                return;
            }
            counter = counters.computeIfAbsent(key, absent -> {
                counterCount.incrementAndGet();
                return new TrafficCounter(nowMillis.getAsLong());
            });
        }
        counter.count(messages, bytes);
    }

    /** Messages a consumer group gets of a topic in a second, over the last minute. */
    public double deliveredPerSecond(String consumerGroup, String topic) {
        return perSecond(delivered.get(new GroupTopic(consumerGroup, topic)));
    }

    /** Messages stored in a topic in a second, over the last minute. */
    public double storedPerSecond(String topic) {
        return perSecond(stored.get(topic));
    }

    private double perSecond(TrafficCounter counter) {
        return counter == null
                ? 0
                : counter.messages(nowMillis.getAsLong()).minute().perSecond();
    }

    /**
     * What tools ask for.
     *
     * @param key a topic, {@code topic@group}, or the name of the cluster, as the kind demands
     * @return empty if there is no such kind, or nothing was counted
     */
    public Optional<TrafficSums> find(String kindName, String key) {
        return Kind.named(kindName)
                .flatMap(kind -> Optional.ofNullable(counter(kind, key))
                        .map(counter -> kind.sums(counter, nowMillis.getAsLong())));
    }

    private TrafficCounter counter(Kind kind, String key) {
        return switch (kind) {
            case TOPIC_PUT_NUMS, TOPIC_PUT_SIZE -> stored.get(key);
            case GROUP_GET_NUMS, GROUP_GET_SIZE -> delivered.get(groupTopic(key));
            case SNDBCK_PUT_NUMS -> sentBack.get(groupTopic(key));
            case BROKER_PUT_NUMS -> key.equals(cluster) ? allStored : null;
            case BROKER_GET_NUMS -> key.equals(cluster) ? allDelivered : null;
        };
    }

    private static GroupTopic groupTopic(String key) {
        int mark = key.lastIndexOf(GROUP_MARK);
        return mark < 0 ? new GroupTopic("", key) : new GroupTopic(key.substring(mark + 1), key.substring(0, mark));
    }

    /** To be called every ten seconds. */
    public void sample() {
        long now = nowMillis.getAsLong();
        sampled++;
        sample(allStored, now);
        sample(allDelivered, now);
        sampleAll(stored, now);
        sampleAll(delivered, now);
        sampleAll(sentBack, now);
    }

    private <K> void sampleAll(Map<K, TrafficCounter> counters, long now) {
        counters.values().removeIf(counter -> {
            sample(counter, now);
            boolean forgotten = sampled % SAMPLES_PER_HOUR == 0 && counter.isIdle();
            if (forgotten) {
                counterCount.decrementAndGet();
            }
            return forgotten;
        });
    }

    private void sample(TrafficCounter counter, long now) {
        counter.sample(0, now);
        if (sampled % SAMPLES_PER_TEN_MINUTES == 0) {
            counter.sample(1, now);
        }
        if (sampled % SAMPLES_PER_HOUR == 0) {
            counter.sample(2, now);
        }
    }
}
