package io.quorate.broker.retention;

import io.quorate.broker.config.ConfigKey;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when this node takes no more messages because its disk fills up: early, so that there is room for what goes on, elections
 * and committed offsets among it. Looks once a second, on the broker's timer; asked by any thread.
 */
public final class DiskSpaceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpaceWatch.class);

    private final DiskSpace disk;
    private final BooleanSupplier outOfSpace;
    private final IntSupplier warningPercent;
    private final String where;

    private volatile DiskUse use = new DiskUse(0, 0);
    private volatile String refusal; // null: messages are taken
    private boolean unreadable; // timer only

    /**
     * @param outOfSpace whether the log found no space when it last wrote
     * @param warningPercent with more of the disk used no message is taken
     * @param where what stands on it, for people
     */
    public DiskSpaceWatch(DiskSpace disk, BooleanSupplier outOfSpace, IntSupplier warningPercent, String where) {
        this.disk = disk;
        this.outOfSpace = outOfSpace;
        this.warningPercent = warningPercent;
        this.where = where;
    }

    /** To be called every second or so. */
    public void tick() {
        try {
            use = disk.look();
            unreadable = false;
        } catch (IOException e) {
            if (!unreadable) {
                LOG.warn("cannot tell how full the disk of {} is, trying on: {}", where, e.getMessage());
            }
            unreadable = true;
        }
        String before = refusal;
        refusal = reason();
        if (before == null && refusal != null) {
            LOG.error("messages are refused: {}", refusal);
        } else if (before != null && refusal == null) {
            LOG.warn("messages are taken again: the disk of {} is {}", where, use);
        }
    }

    private String reason() {
        if (outOfSpace.getAsBoolean()) {
            return "the disk of " + where + " has no space left for the log; make room";
        }
        int percent = warningPercent.getAsInt();
        return use.isAbove(percent)
                ? "the disk of " + where + " is " + use + ", more than " + ConfigKey.DISK_WARNING_PERCENT.keyName()
                        + "=" + percent + "; make room"
                : null;
    }

    /** How full the disk was at the last look. */
    public DiskUse use() {
        return use;
    }

    /** Why no message is taken, in words for people; empty if they are. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }
}
