package io.quorate.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Counts by topic and group, over the last minute, hour and day of a clock that the test turns. */
class MessageStatsTest {
    private static final long SAMPLE_MILLIS = 10_000;
    private static final int SAMPLES_PER_HOUR = 360;
    private static final int COUNTERS_MAX = 10;

    private long now = 5;
    private final MessageStats stats = new MessageStats("C", () -> now, COUNTERS_MAX);

    private void pass(int samples) {
        for (int i = 0; i < samples; i++) {
            now += SAMPLE_MILLIS;
            stats.sample();
        }
    }

    private TrafficSums find(String name, String key) {
        return stats.find(name, key).orElseThrow();
    }

    @Test
    void whatWasJustCountedIsThereAtOnce() {
        stats.stored("T", 4, 400);
        stats.stored("T", 2, 200);
        now += 2000;
        TrafficSums messages = find("TOPIC_PUT_NUMS", "T");
        assertThat(messages.minute()).isEqualTo(new Sums(6, 3.0, 3.0));
        assertThat(messages.hour().sum()).isEqualTo(6);
        assertThat(messages.day().sum()).isEqualTo(6);
        assertThat(find("TOPIC_PUT_SIZE", "T").minute()).isEqualTo(new Sums(600, 300.0, 300.0));
        assertThat(find("BROKER_PUT_NUMS", "C").minute().sum()).isEqualTo(6);
        assertThat(stats.storedPerSecond("T")).isEqualTo(3.0);
    }

    @Test
    void eachGroupHasItsOwnCountInEachTopic() {
        stats.delivered("g", "T", 3, 30);
        stats.delivered("g", "T2", 5, 50);
        stats.delivered("h", "T", 7, 70);
        stats.delivered("h", "T", 0, 0);
        stats.sentBack("g", "T");
        assertThat(find("GROUP_GET_NUMS", "T@g").minute().sum()).isEqualTo(3);
        assertThat(find("GROUP_GET_NUMS", "T@h").minute().perCall()).isEqualTo(7);
        assertThat(find("GROUP_GET_SIZE", "T2@g").minute().sum()).isEqualTo(50);
        assertThat(find("SNDBCK_PUT_NUMS", "T@g").minute().sum()).isEqualTo(1);
        assertThat(find("BROKER_GET_NUMS", "C").minute().sum()).isEqualTo(15);
    }

    @Test
    void windowsForgetWhatIsOlder() {
        stats.stored("T", 100, 1);
        pass(7);
        assertThat(find("TOPIC_PUT_NUMS", "T").minute().sum()).isZero();
        assertThat(find("TOPIC_PUT_NUMS", "T").hour().sum()).isEqualTo(100);
        pass(SAMPLES_PER_HOUR + 60);
        assertThat(find("TOPIC_PUT_NUMS", "T").hour().sum()).isZero();
        assertThat(find("TOPIC_PUT_NUMS", "T").day().sum()).isEqualTo(100);
    }

    @Test
    void aSteadyRateIsSeenInEveryWindow() {
        for (int i = 0; i < 2 * SAMPLES_PER_HOUR; i++) {
            stats.stored("T", 50, 5000);
            pass(1);
        }
        TrafficSums sums = find("TOPIC_PUT_NUMS", "T");
        assertThat(sums.minute().perSecond()).isCloseTo(5.0, within(0.01));
        assertThat(sums.hour().perSecond()).isCloseTo(5.0, within(0.01));
        assertThat(sums.day().perSecond()).isCloseTo(5.0, within(0.01));
        assertThat(sums.minute().sum()).isBetween(250L, 300L);
        assertThat(sums.hour().sum()).isBetween(15_000L, 18_000L);
        assertThat(sums.day().sum()).isEqualTo(36_000);
    }

    @Test
    void whatWasNeverCountedIsNotThere() {
        stats.stored("T", 1, 1);
        assertThat(stats.find("TOPIC_PUT_NUMS", "U")).isEmpty();
        assertThat(stats.find("GROUP_GET_NUMS", "T")).isEmpty();
        assertThat(stats.find("BROKER_PUT_NUMS", "another cluster")).isEmpty();
        assertThat(stats.find("NO_SUCH_NUMS", "T")).isEmpty();
        assertThat(stats.deliveredPerSecond("g", "T")).isZero();
    }

    @Test
    void idleCountersMakeRoomForOthers() {
        for (int i = 0; i < COUNTERS_MAX; i++) {
            stats.stored("T" + i, 1, 1);
        }
        stats.stored("one too many", 1, 1);
        assertThat(stats.find("TOPIC_PUT_NUMS", "one too many")).isEmpty();
        pass(SAMPLES_PER_HOUR);
        assertThat(stats.find("TOPIC_PUT_NUMS", "T0")).isPresent();
        for (int i = 0; i < 25; i++) {
            now += SAMPLE_MILLIS * SAMPLES_PER_HOUR;
            stats.stored("T1", 1, 1);
            pass(SAMPLES_PER_HOUR);
        }
        assertThat(stats.find("TOPIC_PUT_NUMS", "T0")).as("idle for a day").isEmpty();
        assertThat(stats.find("TOPIC_PUT_NUMS", "T1")).isPresent();
        stats.stored("one too many", 1, 1);
        assertThat(stats.find("TOPIC_PUT_NUMS", "one too many")).isPresent();
    }
}
