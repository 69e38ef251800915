package io.quorate.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.fault.FaultKind;
import io.quorate.chaos.fault.FaultRecord;
import io.quorate.simulation.check.Anomaly;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final FaultRecord NO_MAJORITY = RunsOfOld.fault(FaultKind.KILL_MAJORITY, true, 1000, 1500, 4000);

    @Test
    void whatIsSentAndAcknowledgedWithoutAMajorityIsFound() {
        Verdict verdict = judge(NO_MAJORITY, RunsOfOld.acked(1600, 1700));
        assertThat(verdict.status()).isEqualTo(Verdict.Status.INVALID);
        assertThat(verdict.has(Anomaly.ACKNOWLEDGED_WITHOUT_MAJORITY)).isTrue();
    }

    @Test
    void whatWasUnderWayBeforeTheProofOrIsAnsweredAfterTheHealingIsAllowed() {
        assertThat(judge(NO_MAJORITY, RunsOfOld.acked(1400, 1700, 1800, 4100)).isValid())
                .isTrue();
    }

    @Test
    void withAMajorityAnythingMayBeAcknowledged() {
        FaultRecord harmless = RunsOfOld.fault(FaultKind.KILL_LEADER, false, 1000, 1500, 4000);
        assertThat(judge(harmless, RunsOfOld.acked(1600, 1700)).isValid()).isTrue();
    }

    @Test
    void theTableTellsTheWorstOfEachKind() {
        Timeline timeline =
                Timeline.of(List.of(RunsOfOld.acked(0, 900, 0, 4500, 0, 4600, 0, 9000)), 0, RunsOfOld.nanos(9000));
        List<Availability.Row> rows = Availability.table(List.of(NO_MAJORITY), timeline);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).gapMax()).isEqualTo(4.4); // the second one begins within the healing
        assertThat(rows.get(0).recoveryMax()).isEqualTo(0.5);
    }

    private static Verdict judge(FaultRecord fault, History history) {
        return Availability.noAckWithoutMajority(List.of(fault), List.of(history));
    }
}
