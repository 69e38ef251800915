package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.commitlog.Recovery.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {
    @ParameterizedTest
    @CsvSource({
        "GOOD,            KEEP,    KEEP",
        "ZEROED,          DAMAGED, END_OF_LOG",
        "BAD_LENGTH,      DAMAGED, CUT",
        "BAD_CHECKSUM,    DAMAGED, CUT",
        "UNKNOWN_VERSION, REFUSE,  REFUSE",
        "WRONG_POSITION,  DAMAGED, CUT",
        "OUT_OF_ORDER,    DAMAGED, CUT",
        "BAD_CHAIN,       DAMAGED, CUT",
    })
    void theTable(Frame frame, Verdict belowFloor, Verdict aboveFloor) {
        assertThat(Recovery.judge(frame, true)).isEqualTo(belowFloor);
        assertThat(Recovery.judge(frame, false)).isEqualTo(aboveFloor);
    }

    @ParameterizedTest
    @EnumSource(Frame.class)
    void belowTheFloorNothingIsEverCut(Frame frame) {
        assertThat(Recovery.judge(frame, true)).isNotIn(Verdict.CUT, Verdict.END_OF_LOG);
    }
}
