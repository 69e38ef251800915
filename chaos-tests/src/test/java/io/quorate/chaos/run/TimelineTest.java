package io.quorate.chaos.run;

import static io.quorate.chaos.run.RunsOfOld.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void sendsAreCountedInTheSliceOfTheirAnswer() {
        Timeline timeline = Timeline.of(List.of(RunsOfOld.acked(0, 100, 100, 240, 200, 260)), 0, nanos(600));
        assertThat(timeline.slices()).extracting(Timeline.Slice::acked).containsExactly(2, 1, 0);
        assertThat(timeline.slices().get(0).medianMillis()).isEqualTo(100);
        assertThat(timeline.slices().get(0).p99Millis()).isEqualTo(140);
        assertThat(timeline.slices().get(2).medianMillis()).isNaN();
    }

    @Test
    void theLongestGapIsBetweenTwoAcknowledgementsThatReachIntoTheSpan() {
        Timeline timeline = Timeline.of(List.of(RunsOfOld.acked(0, 100, 0, 3100, 0, 3200, 0, 9000)), 0, nanos(9000));
        assertThat(timeline.longestGapSeconds(nanos(1000), nanos(2000))).isEqualTo(3);
        assertThat(timeline.longestGapSeconds(nanos(3110), nanos(3150))).isEqualTo(0.1);
        assertThat(timeline.longestGapSeconds(nanos(3110), nanos(8000))).isEqualTo(5.8);
    }

    @Test
    void theNextAcknowledgementIsTheFirstAfterThat() {
        Timeline timeline = Timeline.of(List.of(RunsOfOld.acked(0, 100, 0, 3100)), 0, nanos(9000));
        assertThat(timeline.secondsToNextAck(nanos(100))).isEqualTo(3);
        assertThat(timeline.secondsToNextAck(nanos(3100))).isNaN();
    }
}
