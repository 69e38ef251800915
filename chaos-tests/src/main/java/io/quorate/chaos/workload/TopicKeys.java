package io.quorate.chaos.workload;

import java.util.Random;

/** The topics that are made and deleted, one at a time, each for so many operations only. Safe from any thread. */
final class TopicKeys {
    private static final int OPERATIONS_MAX = 120;
    private static final int UNKNOWN_MAX = 5;

    private final String prefix;
    private final Random random;
    private int number;
    private int operationsLeft;
    private int unknownLeft;

    TopicKeys(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    /** Of the next operation. */
    synchronized String next() {
        if (operationsLeft-- <= 0 || unknownLeft <= 0) {
            number++;
            operationsLeft = OPERATIONS_MAX - random.nextInt(OPERATIONS_MAX / 10);
            unknownLeft = UNKNOWN_MAX;
        }
        return prefix + number;
    }

    /** A change of the topic ended without anybody knowing how. */
    synchronized void unknown(String topic) {
        if (topic.equals(prefix + number)) {
            unknownLeft--;
        }
    }
}
