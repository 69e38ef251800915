package io.quorate.broker.retention;

import io.quorate.broker.config.RetentionConfig;
import io.quorate.raft.log.LogBase;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What may leave the log, by time and space. Decides and does nothing; the clock is handed in.
 *
 * <pre>
 *  disk used above                  in this replica's turn        at any time
 *  -                                expired, at deleteWhen
 *  diskMaxUsedSpaceRatio            expired
 *  diskSpaceCleanForciblyRatio *    oldest, expired or not
 *  diskSpaceWarningLevelRatio *                                   oldest, expired or not
 *
 *  * with cleanFileForciblyEnable
 * </pre>
 */
public final class RetentionPolicy {
    /** Why something leaves the log. */
    public enum Reason {
        EXPIRED("expired"),
        EXPIRED_AND_ASKED_FOR("expired, and an operator asked for it"),
        EXPIRED_AND_DISK_USED("expired, and the disk is used"),
        DISK_NEARLY_FULL("the disk is nearly full, expired or not");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * What is before the position may go.
     *
     * @param urgent also if another replica in contact still needs it
     */
    public record Decision(long position, Reason reason, boolean urgent) {}

    private final RetentionConfig config;

    public RetentionPolicy(RetentionConfig config) {
        this.config = config;
    }

    /**
     * What may go now; empty if nothing.
     *
     * @param now in the time zone in which hours are meant
     * @param ownTurn see {@link Turns}
     * @param places where the log could begin, in order
     */
    public Optional<Decision> decide(
            ZonedDateTime now, boolean ownTurn, DiskUse disk, long startPosition, List<LogBase> places) {
        List<LogBase> ahead = places.stream()
                .filter(place -> place.position() > startPosition)
                .toList();
        boolean forcible = config.forcible()
                && disk.isAbove(config.forciblyPercent())
                && (ownTurn || disk.isAbove(config.warningPercent()));
        Optional<Decision> expired = ownTurn ? expired(now, disk, ahead) : Optional.empty();
        Optional<Decision> forced = forcible ? forced(disk, startPosition, ahead) : Optional.empty();
        boolean forcedIsMore = forced.isPresent()
                && (expired.isEmpty() || forced.get().position() > expired.get().position());
        return forcedIsMore ? forced : expired;
    }

    /** What may go at any hour because somebody asks for it: what has expired. */
    public Optional<Decision> expired(ZonedDateTime now, long startPosition, List<LogBase> places) {
        return expired(now, places, Reason.EXPIRED_AND_ASKED_FOR)
                .filter(decision -> decision.position() > startPosition);
    }

    private Optional<Decision> expired(ZonedDateTime now, DiskUse disk, List<LogBase> ahead) {
        boolean used = disk.isAbove(config.usedPercentMax());
        if (!used && !config.deleteHours().contains(now.getHour())) {
            return Optional.empty();
        }
        return expired(now, ahead, used ? Reason.EXPIRED_AND_DISK_USED : Reason.EXPIRED);
    }

    private Optional<Decision> expired(ZonedDateTime now, List<LogBase> ahead, Reason reason) {
        long keptSinceMillis = now.toInstant().toEpochMilli()
                - Duration.ofHours(config.reservedHours()).toMillis();
        return ahead.stream()
                .filter(place -> place.timestampMillis() < keptSinceMillis)
                .reduce((earlier, later) -> later)
                .map(place -> new Decision(place.position(), reason, false));
    }

    /** As little as frees enough; all but the newest segment if that is what it takes. */
    private Optional<Decision> forced(DiskUse disk, long startPosition, List<LogBase> ahead) {
        long wantedPosition = startPosition + disk.bytesAbove(config.forciblyPercent());
        return ahead.stream()
                .filter(place -> place.position() >= wantedPosition)
                .findFirst()
                .or(() -> ahead.stream().reduce((earlier, later) -> later))
                .map(place -> new Decision(place.position(), Reason.DISK_NEARLY_FULL, true));
    }
}
