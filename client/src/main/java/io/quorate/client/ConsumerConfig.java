package io.quorate.client;

import io.quorate.protocol.Names;
import io.quorate.protocol.TagFilter;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a push consumer reads.
 *
 * @param group consumer group; its members share the queues and must all subscribe alike
 * @param subscriptions topic to tag expression: "*" or "a || b"
 * @param startFrom where to begin without a committed offset
 * @param listenerThreads listeners running at once; with 1, messages of a queue are handed over in order (a redelivery
 *     after {@link Outcome#LATER} comes out of it)
 * @param batchMax messages handed to the listener at once
 * @param limits bounds of what is held for a queue
 * @param timing intervals and delays
 */
public record ConsumerConfig(
        String group,
        Map<String, String> subscriptions,
        StartFrom startFrom,
        int listenerThreads,
        int batchMax,
        Limits limits,
        Timing timing) {
    /**
     * What is held of one queue; at a bound no more is pulled until the listener has caught up.
     *
     * @param pullCountMax messages asked for at once
     * @param cachedCountMax messages pulled and not yet done with
     * @param cachedBytesMax body bytes pulled and not yet done with
     * @param spanMax distance from the first message not done with to the last pulled
     */
    public record Limits(int pullCountMax, int cachedCountMax, long cachedBytesMax, long spanMax) {
        public static final Limits DEFAULT = new Limits(32, 1000, 16L << 20, 2000);

        public Limits {
            Checks.require(pullCountMax > 0, "pullCountMax is " + pullCountMax + ": at least 1 is needed");
            Checks.require(cachedCountMax > 0, "cachedCountMax is " + cachedCountMax + ": at least 1 is needed");
            Checks.require(cachedBytesMax > 0, "cachedBytesMax is " + cachedBytesMax + ": at least 1 is needed");
            Checks.require(spanMax > 0, "spanMax is " + spanMax + ": at least 1 is needed");
        }
    }

    /**
     * Intervals and delays.
     *
     * @param suspend how long a broker may hold a pull for lack of messages. A leader that falls silent (not one whose
     *     connection breaks) is noticed by a consumer after this and {@link ClientConfig#requestTimeout()}
     * @param commitInterval how often offsets are committed
     * @param rebalanceInterval how often the shares are computed without a reason
     * @param laterDelay how long after {@link Outcome#LATER} messages come again; doubles each time
     * @param laterDelayMax bound of that
     */
    public record Timing(
            Duration suspend,
            Duration commitInterval,
            Duration rebalanceInterval,
            Duration laterDelay,
            Duration laterDelayMax) {
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));

        public Timing {
            Checks.positive("suspend", suspend);
            Checks.positive("commitInterval", commitInterval);
            Checks.positive("rebalanceInterval", rebalanceInterval);
            Checks.positive("laterDelay", laterDelay);
            Checks.require(
                    laterDelayMax.compareTo(laterDelay) >= 0,
                    "laterDelayMax is " + laterDelayMax + ": at least laterDelay, " + laterDelay + ", is needed");
        }
    }

    public ConsumerConfig {
        Checks.noProblem(Names.groupProblem(group));
        subscriptions = Map.copyOf(subscriptions);
        Checks.require(!subscriptions.isEmpty(), "subscriptions is empty: name at least one topic");
        subscriptions.forEach((topic, expression) -> {
            Checks.noProblem(Names.topicProblem(topic));
            checkTags(expression);
        });
        Checks.require(listenerThreads > 0, "listenerThreads is " + listenerThreads + ": at least 1 is needed");
        Checks.require(batchMax > 0, "batchMax is " + batchMax + ": at least 1 is needed");
    }

    /** Defaults: from {@link StartFrom#LAST}, 8 listener threads, one message at a time. */
    public static ConsumerConfig of(String group, String topic, String tagExpression) {
        return new ConsumerConfig(
                group, Map.of(topic, tagExpression), StartFrom.LAST, 8, 1, Limits.DEFAULT, Timing.DEFAULT);
    }

    public ConsumerConfig withSubscription(String topic, String tagExpression) {
        Map<String, String> more = new TreeMap<>(subscriptions);
        more.put(topic, tagExpression);
        return new ConsumerConfig(group, more, startFrom, listenerThreads, batchMax, limits, timing);
    }

    public ConsumerConfig withStartFrom(StartFrom from) {
        return new ConsumerConfig(group, subscriptions, from, listenerThreads, batchMax, limits, timing);
    }

    public ConsumerConfig withListenerThreads(int count) {
        return new ConsumerConfig(group, subscriptions, startFrom, count, batchMax, limits, timing);
    }

    public ConsumerConfig withBatchMax(int countMax) {
        return new ConsumerConfig(group, subscriptions, startFrom, listenerThreads, countMax, limits, timing);
    }

    public ConsumerConfig withLimits(Limits newLimits) {
        return new ConsumerConfig(group, subscriptions, startFrom, listenerThreads, batchMax, newLimits, timing);
    }

    public ConsumerConfig withTiming(Timing newTiming) {
        return new ConsumerConfig(group, subscriptions, startFrom, listenerThreads, batchMax, limits, newTiming);
    }

    private static void checkTags(String expression) {
        try {
            TagFilter.parse(expression);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
