package io.quorate.broker.reset;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.reset.OffsetResets.Step;
import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.broker.state.OffsetReset;
import io.quorate.broker.state.TestReplica;
import io.quorate.raft.runtime.ProposeOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a consumer is moved to where its offset was reset. */
class OffsetResetsTest {
    private static final Item TARGET = new Item("g", "T", 0, 5);

    private TestReplica replica;
    private boolean leading = true;
    private long nowMillis;
    private OffsetResets resets;

    @BeforeEach
    void reset() throws Exception {
        replica = new TestReplica();
        resets = new OffsetResets(replica.state(), () -> leading, replica::append, () -> nowMillis);
        replica.commit(replica.commands(new OffsetReset(List.of(TARGET))));
    }

    @AfterEach
    void close() throws Exception {
        replica.close();
    }

    @Test
    void whoReadsElsewhereIsMovedAsOftenAsItTakes() {
        for (long offset : new long[] {0, 4, 6, 100}) {
            OffsetResets.Verdict verdict = resets.judge("g", "T", 0, offset);
            assertThat(verdict.step()).isEqualTo(Step.MOVE);
            assertThat(verdict.target()).isEqualTo(TARGET);
        }
        assertThat(resets.judge("g", "T", 1, 0).step()).isEqualTo(Step.NONE);
        assertThat(resets.judge("h", "T", 0, 0).step()).isEqualTo(Step.NONE);
    }

    @Test
    void whoReadsThereEndsIt() {
        assertThat(resets.judge("g", "T", 0, 5).step()).isEqualTo(Step.END);
        List<ProposeOutcome> outcomes = new ArrayList<>();
        resets.end(TARGET, outcomes::add);
        assertThat(resets.isPending("g", "T", 0)).isTrue();
        replica.applyAll();
        assertThat(outcomes)
                .hasOnlyElementsOfType(ProposeOutcome.Committed.class)
                .hasSize(1);
        assertThat(resets.isPending("g", "T", 0)).isFalse();
        assertThat(resets.judge("g", "T", 0, 9).step()).isEqualTo(Step.NONE);
    }

    @Test
    void aFollowerMovesNobody() {
        leading = false;
        assertThat(resets.judge("g", "T", 0, 0).step()).isEqualTo(Step.NONE);
        assertThat(resets.isPending("g", "T", 0)).isTrue();
    }

    /** Applications that keep their offsets themselves may not care. */
    @Test
    void whoStaysForLongIsLetBe() {
        assertThat(resets.judge("g", "T", 0, 9).step()).isEqualTo(Step.MOVE);
        nowMillis += OffsetResets.PATIENCE_MILLIS;
        assertThat(resets.judge("g", "T", 0, 9).step()).isEqualTo(Step.MOVE);
        nowMillis++;
        assertThat(resets.judge("g", "T", 0, 9).step()).isEqualTo(Step.END);
        resets.leadershipLost();
        resets.leadershipGained(2);
        assertThat(resets.judge("g", "T", 0, 9).step()).isEqualTo(Step.MOVE);
    }
}
