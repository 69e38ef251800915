package io.quorate.raft.log;

/**
 * What was found when entries on the disk were checked.
 *
 * @param soundTo after the newest entry that was found sound, or what the check started from
 * @param readBytes how much was read
 * @param rewrittenBytes of entries that were not what they should be, and are now
 * @param damage what is wrong with the entry after {@code soundTo}; empty if nothing was found
 */
public record ScrubResult(LogBase soundTo, long readBytes, long rewrittenBytes, String damage) {
    public boolean isDamaged() {
        return !damage.isEmpty();
    }
}
