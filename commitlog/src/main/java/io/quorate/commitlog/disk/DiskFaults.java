package io.quorate.commitlog.disk;

/** Which operations of a {@link SimulatedDisk} go wrong. Not thread-safe on its own: the disk guards it. */
final class DiskFaults {
    private int writesUntilFailure = -1; // negative: none planned
    private int forcesUntilFailure = -1;

    void failWriteAfter(int count) {
        writesUntilFailure = count;
    }

    void failForceAfter(int count) {
        forcesUntilFailure = count;
    }

    boolean writeFails() {
        return writesUntilFailure >= 0 && writesUntilFailure-- == 0;
    }

    boolean forceFails() {
        return forcesUntilFailure >= 0 && forcesUntilFailure-- == 0;
    }
}
