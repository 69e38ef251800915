package io.quorate.chaos.workload;

import java.util.Random;

/** Bodies of many sizes: most are small, some fill an entry of the log by themselves. */
final class BodySizes {
    private BodySizes() {}

    static int next(Random random) {
        int percent = random.nextInt(100);
        if (percent < 95) {
            return 16 + random.nextInt(1024);
        }
        return percent < 99 ? 16 << 10 : 128 << 10;
    }
}
