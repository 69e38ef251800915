package io.quorate.chaos.cluster;

import java.nio.file.Path;
import java.util.Random;

/** Where the nodes keep their files. Used by one thread at a time. */
public interface Disks extends AutoCloseable {
    /** Folder of the node's store; there, unless its disk has no power. */
    Path store(String node);

    /** Whether {@link #cutPower} works here. */
    boolean canLosePower();

    /**
     * From now on nothing more reaches the disk, and all that was not flushed is lost. The node's process is to be killed after
     * that, and not before: it would leave its writes to the kernel.
     */
    void cutPower(String node);

    /**
     * As {@link #cutPower}, but some of what was not flushed reaches the disk: a random part of what {@code written} was
     * changed lately, in any order.
     *
     * @param written a file of the node's store
     * @param aroundByte about where it was written last
     */
    void cutPowerTorn(String node, Path written, long aroundByte, Random random);

    /** Brings the disk back as it was left. Returns whether something that had been written, but not flushed, is gone. */
    boolean restorePower(String node);

    @Override
    void close();
}
