package io.quorate.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.RetentionConfig;
import io.quorate.broker.retention.RetentionPolicy.Decision;
import io.quorate.broker.retention.RetentionPolicy.Reason;
import io.quorate.raft.log.LogBase;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Segments of 10 bytes, one full each day at midnight; the log begins at 100. Messages are kept for 72 hours, deleted at 4 and 16. */
class RetentionPolicyTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final ZonedDateTime FIRST_FULL = ZonedDateTime.of(2026, 3, 1, 0, 0, 0, 0, ZONE);
    private static final long START = 100;
    private static final DiskUse HALF_FULL = new DiskUse(500, 500);

    private static List<LogBase> places() {
        List<LogBase> places = new ArrayList<>();
        for (int number = -1; number < 8; number++) { // one stands at the base, and one is left over from before it
            places.add(new LogBase(
                    number + 11,
                    1,
                    START + 10L * number,
                    FIRST_FULL.plusDays(number - 1).toInstant().toEpochMilli(),
                    0));
        }
        return places;
    }

    private static RetentionPolicy policy(boolean forcible) {
        return new RetentionPolicy(new RetentionConfig(72, Set.of(4, 16), 75, forcible, 85, 90));
    }

    private static ZonedDateTime at(int day, int hour) {
        return FIRST_FULL.plusDays(day - 1).withHour(hour);
    }

    private static Optional<Decision> decide(ZonedDateTime now, boolean ownTurn, DiskUse disk) {
        return policy(true).decide(now, ownTurn, disk, START, places());
    }

    private static Decision expired(long position) {
        return new Decision(position, Reason.EXPIRED, false);
    }

    @Test
    void whatIsOlderThanItsTimeGoesInTheHourAndInTheOwnTurn() {
        assertThat(decide(at(4, 4), true, HALF_FULL)).contains(expired(110)); // newest: 76 hours old
        assertThat(decide(at(4, 16), true, HALF_FULL)).contains(expired(110));
        assertThat(decide(at(6, 4), true, HALF_FULL)).contains(expired(130));
        assertThat(decide(at(6, 4), false, HALF_FULL)).isEmpty();
        assertThat(decide(at(6, 5), true, HALF_FULL)).isEmpty();
        assertThat(decide(at(3, 16), true, HALF_FULL)).isEmpty();
    }

    /** A segment is as old as its newest message, and goes as a whole. */
    @Test
    void notAMinuteBeforeItsTime() {
        ZonedDateTime exactly = FIRST_FULL.plusHours(72);
        RetentionPolicy anyHour = new RetentionPolicy(new RetentionConfig(72, Set.of(0, 23), 75, true, 85, 90));
        assertThat(anyHour.decide(exactly, true, HALF_FULL, START, places())).isEmpty();
        assertThat(anyHour.decide(exactly.plusNanos(1_000_000), true, HALF_FULL, START, places()))
                .contains(expired(110));
    }

    @Test
    void whoeverAsksGetsWhatExpiredAtAnyHourAndOutOfTurn() {
        assertThat(policy(true).expired(at(6, 12), START, places()))
                .contains(new Decision(130, Reason.EXPIRED_AND_ASKED_FOR, false));
        assertThat(policy(true).expired(at(6, 12), 130, places())).isEmpty(); // gone already
        assertThat(policy(true).expired(at(2, 12), START, places())).isEmpty();
    }

    @Test
    void aUsedDiskTakesWhatExpiredAtAnyHour() {
        DiskUse used = new DiskUse(760, 240);
        assertThat(decide(at(6, 12), true, used)).contains(new Decision(130, Reason.EXPIRED_AND_DISK_USED, false));
        assertThat(decide(at(6, 12), false, used)).isEmpty();
        assertThat(decide(at(2, 12), true, used)).isEmpty(); // nothing has expired
        assertThat(decide(at(6, 12), true, new DiskUse(750, 250))).isEmpty(); // not above
    }

    @Test
    void aNearlyFullDiskTakesWhatItMustExpiredOrNot() {
        DiskUse nearlyFull = new DiskUse(870, 130); // 20 bytes above
        assertThat(decide(at(2, 12), true, nearlyFull)).contains(new Decision(120, Reason.DISK_NEARLY_FULL, true));
        assertThat(decide(at(2, 12), false, nearlyFull)).isEmpty();
        assertThat(decide(at(6, 12), true, nearlyFull))
                .contains(new Decision(130, Reason.EXPIRED_AND_DISK_USED, false)); // that is more
        assertThat(policy(false).decide(at(2, 12), true, nearlyFull, START, places()))
                .isEmpty();
    }

    @Test
    void atTheLastMomentNobodyWaitsForATurn() {
        DiskUse full = new DiskUse(901, 99); // 51 bytes above
        assertThat(decide(at(2, 12), false, full)).contains(new Decision(160, Reason.DISK_NEARLY_FULL, true));
        assertThat(policy(false).decide(at(6, 4), false, full, START, places())).isEmpty();
    }

    /** Somebody else may have filled the disk: then all of it would not be enough, and the newest segment stays. */
    @Test
    void neverMoreThanThereIs() {
        assertThat(decide(at(2, 12), true, new DiskUse(1000, 0)))
                .contains(new Decision(170, Reason.DISK_NEARLY_FULL, true));
        assertThat(policy(true).decide(at(9, 4), true, new DiskUse(1000, 0), START, List.of()))
                .isEmpty();
        assertThat(policy(true).decide(at(9, 4), true, HALF_FULL, 170, places()))
                .isEmpty();
    }

    /** Two hours that are one, and one that is missing: the hour of the day counts, not what lies between. */
    @Test
    void hoursAreThoseOfTheWallClock() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        RetentionPolicy policy = new RetentionPolicy(new RetentionConfig(72, Set.of(2), 75, true, 85, 90));
        ZonedDateTime twice = ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, berlin);
        assertThat(policy.decide(twice, true, HALF_FULL, START, places())).isPresent();
        assertThat(policy.decide(twice.withLaterOffsetAtOverlap(), true, HALF_FULL, START, places()))
                .isPresent();
        assertThat(policy.decide(twice.plus(Duration.ofHours(2)), true, HALF_FULL, START, places()))
                .isEmpty();
    }
}
