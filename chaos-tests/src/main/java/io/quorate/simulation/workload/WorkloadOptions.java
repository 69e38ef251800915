package io.quorate.simulation.workload;

import io.quorate.simulation.world.Chance;
import java.util.ArrayList;
import java.util.List;

/**
 * What the clients do.
 *
 * @param thinkMeanMicros between an answer and the next request of a client
 * @param leaderPercent requests that go to the leader, if there is one; the others go to any node
 * @param lossPercent requests that never arrive, and answers that do not
 * @param paddingBytesMax of a message's body
 * @param seeksStaleReads whether reads go to the leader that was replaced, and all else to the new one, while there are two
 * @param weights of the operations, in the order of {@link OperationMix}
 */
public record WorkloadOptions(
        int clientCount,
        long thinkMeanMicros,
        double leaderPercent,
        double lossPercent,
        int topicCount,
        int queueCount,
        int paddingBytesMax,
        long delayMeanMicros,
        boolean seeksStaleReads,
        List<Integer> weights) {
    public WorkloadOptions {
        weights = List.copyOf(weights);
    }

    public static WorkloadOptions draw(Chance chance) {
        List<Integer> weights = new ArrayList<>();
        weights.add(10 + chance.below(40)); // sends, always: without them nothing else means much
        while (weights.size() < OperationMix.SIZE - 1) {
            weights.add(chance.percent(80) ? chance.between(1, 15) : 0);
        }
        weights.add(
                chance.percent(30) ? 1 : 0); // deletions of a topic: a topic must live for a while to be of interest
        int clientCount = chance.between(1, 8);
        return new WorkloadOptions(
                clientCount,
                clientCount * chance.logBetween(6_000, 60_000),
                chance.between(40, 100),
                chance.coin() ? 0 : chance.between(0, 10),
                chance.between(1, 3),
                chance.between(1, 4),
                (int) chance.logBetween(16, 400),
                chance.logBetween(100, 5_000),
                chance.coin(),
                weights);
    }

    /** As this, with many clients that read what others have just written. */
    public WorkloadOptions readingMuch(Chance chance) {
        return new WorkloadOptions(
                8,
                8 * chance.logBetween(2_000, 8_000),
                leaderPercent,
                0,
                1,
                1,
                paddingBytesMax,
                chance.logBetween(100, 1_000),
                true,
                OperationMix.weightsOfReading(chance));
    }
}
