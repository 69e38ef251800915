package io.quorate.simulation.world;

/**
 * What a disk does all the time, faults apart.
 *
 * @param flushMeanMicros of each of the steps of a flush: hard state, log, the news of it
 * @param slowPercent flushes that take {@code slowFactor} times as long: most promises broken are broken while one is under
 *     way
 * @param preallocateAheadBytes as the log takes it
 */
public record DiskOptions(
        long flushMeanMicros,
        double slowPercent,
        int slowFactor,
        int segmentBytes,
        int entryBytesMax,
        int preallocateAheadBytes) {
    /** Room for the largest message of the workload and its topic's creation. */
    static final int ENTRY_BYTES_LEAST = 900;

    public static DiskOptions draw(Chance chance) {
        int entryBytesMax = chance.between(ENTRY_BYTES_LEAST, 2_000);
        int segmentBytes = 2 * entryBytesMax + (int) chance.logBetween(64, 12_000);
        return new DiskOptions(
                chance.logBetween(100, 8_000),
                chance.between(0, 30),
                chance.between(2, 30),
                segmentBytes,
                entryBytesMax,
                chance.coin() ? 0 : chance.between(512, segmentBytes));
    }
}
