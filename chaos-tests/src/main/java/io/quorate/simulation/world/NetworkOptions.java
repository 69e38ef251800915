package io.quorate.simulation.world;

/**
 * What the network does all the time, faults apart.
 *
 * @param delayMinMicros no message is faster
 * @param delayMeanMicros what the exponential delay adds on average
 * @param inOrder whether messages of one link keep their order, as over one connection
 * @param inFlightMax messages on their way on one link; more are dropped
 */
public record NetworkOptions(
        long delayMinMicros,
        long delayMeanMicros,
        double lossPercent,
        double duplicatePercent,
        boolean inOrder,
        int inFlightMax) {
    public static NetworkOptions draw(Chance chance) {
        boolean clean = chance.percent(30);
        return new NetworkOptions(
                chance.logBetween(50, 2_000),
                chance.logBetween(100, 10_000),
                clean ? 0 : chance.between(0, 15),
                clean ? 0 : chance.between(0, 15),
                chance.coin(),
                chance.percent(20) ? chance.between(2, 20) : 1_000);
    }

    /** A network without faults of its own, as after the healing. */
    public NetworkOptions healed() {
        return new NetworkOptions(delayMinMicros, delayMeanMicros, 0, 0, true, 1_000);
    }
}
