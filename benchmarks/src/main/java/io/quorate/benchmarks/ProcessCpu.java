package io.quorate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time that processes have used so far, user and kernel, from Linux' {@code /proc/PID/stat}. */
final class ProcessCpu {
    // The unit of the kernel's interface (USER_HZ), whatever its own clock does.
    private static final long MICROS_PER_TICK = 1_000_000 / 100;
    // Fields 14 and 15 of the line; the name in field 2 may hold anything but ends with the last ')'.
    private static final int USER_TICKS_AFTER_NAME = 11;
    private static final int KERNEL_TICKS_AFTER_NAME = 12;

    private ProcessCpu() {}

    static long micros(List<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
            ticks += Long.parseLong(fields[USER_TICKS_AFTER_NAME]) + Long.parseLong(fields[KERNEL_TICKS_AFTER_NAME]);
        }
        return ticks * MICROS_PER_TICK;
    }
}
