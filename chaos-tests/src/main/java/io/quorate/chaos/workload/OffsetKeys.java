package io.quorate.chaos.workload;

import io.quorate.chaos.workload.WireClient.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The consumer groups whose offsets are written and read, one at a time; those of before rest, and are read alone. Each is used for so many operations only, for the
 * search for a linear order takes exponential time. Safe from any thread.
 */
final class OffsetKeys {
    private static final int OPERATIONS_MAX = 120;
    private static final int UNKNOWN_MAX = 5;
    /** The oldest are not asked for any more. */
    private static final int RESTED_MAX = 500;

    /** A consumer group's offset in a queue. */
    record Key(String consumerGroup, Queue queue) {}

    private final String prefix;
    private final QueueEnds queues;
    private final Random random;
    private final List<Key> rested = new ArrayList<>();
    private Key current;
    private int number;
    private int operationsLeft;
    private int unknownLeft;
    private long highest;

    OffsetKeys(String prefix, QueueEnds queues, Random random) {
        this.prefix = prefix;
        this.queues = queues;
        this.random = random;
    }

    /** The key of the next operation. */
    synchronized Key next() {
        if (operationsLeft-- <= 0 || unknownLeft <= 0) {
            rest();
            Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
            current = new Key(prefix + ++number, queue);
            // So that groups do not begin and end together.
            operationsLeft = OPERATIONS_MAX - random.nextInt(OPERATIONS_MAX / 10);
            unknownLeft = UNKNOWN_MAX;
            highest = 0;
        }
        return current;
    }

    private void rest() {
        if (current != null) {
            rested.add(current);
        }
        if (rested.size() > RESTED_MAX) {
            rested.remove(0);
        }
    }

    /** One that nobody commits to any more: what it was last must be kept, although nothing in the log's end tells of it. */
    synchronized Optional<Key> anyRested() {
        return rested.isEmpty() ? Optional.empty() : Optional.of(rested.get(random.nextInt(rested.size())));
    }

    synchronized List<Key> rested() {
        return List.copyOf(rested);
    }

    /** A commit to the key ended without anybody knowing how. */
    synchronized void unknown(Key key) {
        if (key.equals(current)) {
            unknownLeft--;
        }
    }

    /** An offset for the key at least as high as all before, and not beyond the queue. */
    synchronized long rising(Key key) {
        if (key.equals(current)) {
            highest += random.nextLong(queues.end(key.queue()) - highest + 1);
        }
        return highest;
    }

    /** Any offset in the queue. */
    synchronized long any(Key key) {
        return random.nextLong(queues.end(key.queue()) + 1);
    }
}
