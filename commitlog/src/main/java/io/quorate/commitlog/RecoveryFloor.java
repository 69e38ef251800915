package io.quorate.commitlog;

/**
 * How much of the log a flush had certainly covered, as remembered outside the log. Below it nothing may be missing or
 * changed; what is, is damage and not the tail a crash tore.
 *
 * <p>Whoever remembers it lowers it on disk before a truncation below it is followed by a flush; else the next start
 * takes the shorter log for a damaged one.
 *
 * @param flushedIndex newest entry below the floor, 0 if none
 * @param flushedPosition where that entry ends, 0 if none
 */
public record RecoveryFloor(long flushedIndex, long flushedPosition) {
    public static final RecoveryFloor NONE = new RecoveryFloor(0, 0);

    public RecoveryFloor {
        if (flushedIndex < 0 || flushedPosition < 0 || (flushedIndex == 0) != (flushedPosition == 0)) {
            throw new IllegalArgumentException(
                    "a flushed watermark of index " + flushedIndex + " and position " + flushedPosition + " is none");
        }
    }
}
