package io.quorate.broker.request;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went through this node since it started: counted from any thread, sampled once a second by the broker's timer.
 * Rates are those of the last 10, 60 and 600 s, as RocketMQ's tools show them.
 */
@SuppressWarnings("EnumOrdinal") // kinds number arrays that live as long as the process
public final class Traffic {
    /** What is counted. */
    enum Kind {
        /** Messages stored by requests to this node. */
        PUT,
        PUT_BYTES,
        PUT_FAILED,
        /** Pulls that found something. */
        GET_FOUND,
        /** Pulls that found nothing. */
        GET_MISS,
        /** Messages handed out. */
        GET_TRANSFERRED
    }

    private static final int SAMPLES = 601;
    private static final int[] WINDOW_SECONDS = {10, 60, 600};
    // Upper bounds of the latency classes that tools expect, in ms; the last class is open.
    private static final long[] LATENCY_MILLIS = {0, 10, 50, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 10000};
    private static final String[] LATENCY_NAMES = {
        "<=0ms",
        "0~10ms",
        "10~50ms",
        "50~100ms",
        "100~200ms",
        "200~500ms",
        "500ms~1s",
        "1~2s",
        "2~3s",
        "3~4s",
        "4~5s",
        "5~10s",
        "10s~"
    };

    private final LongAdder[] counters = new LongAdder[Kind.values().length];
    private final long[][] samples = new long[SAMPLES][]; // guarded by this; ring, newest at (sampled - 1) % SAMPLES
    private long sampled; // guarded by this
    private long day; // guarded by this; 0 before the first sample
    private long[] thisMorning; // guarded by this
    private long[] yesterdayMorning; // guarded by this
    private final LongAccumulator putMillisMax = new LongAccumulator(Long::max, 0);
    private final LongAccumulator getMillisMax = new LongAccumulator(Long::max, 0);
    private final AtomicLongArray putLatencies = new AtomicLongArray(LATENCY_NAMES.length);

    public Traffic() {
        Arrays.setAll(counters, kind -> new LongAdder());
        thisMorning = now();
        yesterdayMorning = thisMorning;
    }

    void messagesPut(int count, long bytes, long tookMillis) {
        counters[Kind.PUT.ordinal()].add(count);
        counters[Kind.PUT_BYTES.ordinal()].add(bytes);
        putMillisMax.accumulate(tookMillis);
        putLatencies.incrementAndGet(latencyClass(tookMillis));
    }

    void putFailed() {
        counters[Kind.PUT_FAILED.ordinal()].increment();
    }

    void pulled(int messages, long tookMillis) {
        counters[(messages > 0 ? Kind.GET_FOUND : Kind.GET_MISS).ordinal()].increment();
        counters[Kind.GET_TRANSFERRED.ordinal()].add(messages);
        getMillisMax.accumulate(tookMillis);
    }

    /**
     * To be called once a second.
     *
     * @param localDay number of the day in the node's time zone: the morning counters turn with it
     */
    public synchronized void sample(long localDay) {
        samples[(int) (sampled++ % SAMPLES)] = now();
        if (localDay != day) {
            yesterdayMorning = thisMorning;
            thisMorning = day == 0 ? thisMorning : now();
            day = localDay;
        }
    }

    long total(Kind kind) {
        return counters[kind.ordinal()].sum();
    }

    long putMillisMax() {
        return putMillisMax.get();
    }

    long getMillisMax() {
        return getMillisMax.get();
    }

    synchronized long atThisMorning(Kind kind) {
        return thisMorning[kind.ordinal()];
    }

    synchronized long atYesterdayMorning(Kind kind) {
        return yesterdayMorning[kind.ordinal()];
    }

    /** A second's average over each window; over what there is when the node is younger. */
    synchronized double[] rates(Kind... kinds) {
        double[] rates = new double[WINDOW_SECONDS.length];
        for (int i = 0; i < rates.length; i++) {
            int seconds = (int) Math.min(WINDOW_SECONDS[i], sampled - 1);
            rates[i] = seconds <= 0 ? 0 : (double) (sampleSum(0, kinds) - sampleSum(seconds, kinds)) / seconds;
        }
        return rates;
    }

    /** "[name]:count " for each class. */
    String putLatencies() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LATENCY_NAMES.length; i++) {
            text.append('[')
                    .append(LATENCY_NAMES[i])
                    .append("]:")
                    .append(putLatencies.get(i))
                    .append(' ');
        }
        return text.toString();
    }

    private long sampleSum(int secondsAgo, Kind... kinds) {
        long[] sample = samples[(int) ((sampled - 1 - secondsAgo) % SAMPLES)];
        return Arrays.stream(kinds).mapToLong(kind -> sample[kind.ordinal()]).sum();
    }

    private long[] now() {
        return Arrays.stream(counters).mapToLong(LongAdder::sum).toArray();
    }

    private static int latencyClass(long millis) {
        int number = 0;
        while (number < LATENCY_MILLIS.length && millis > LATENCY_MILLIS[number]) {
            number++;
        }
        return number;
    }
}
