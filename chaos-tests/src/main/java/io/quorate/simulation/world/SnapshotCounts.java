package io.quorate.simulation.world;

/** How often logs lost their oldest entries, and how often a snapshot took a log's place: without these, little is tested. */
public final class SnapshotCounts {
    private long basesMoved;
    private long installed;

    void baseMoved() {
        basesMoved++;
    }

    void installed() {
        installed++;
    }

    public void addAll(SnapshotCounts other) {
        basesMoved += other.basesMoved;
        installed += other.installed;
    }

    public long basesMovedCount() {
        return basesMoved;
    }

    public long installedCount() {
        return installed;
    }
}
