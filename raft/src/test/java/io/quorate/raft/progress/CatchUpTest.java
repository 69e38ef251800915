package io.quorate.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final int ROUND_TICKS_MAX = 3;

    @Test
    void aRoundThatTakesTooLongIsFollowedByAnother() {
        CatchUp catchUp = new CatchUp(100, ROUND_TICKS_MAX);
        tick(catchUp, ROUND_TICKS_MAX + 1);
        catchUp.flushed(99, 150);
        assertThat(catchUp.isDone()).as("still in the first round").isFalse();
        catchUp.flushed(100, 150);
        assertThat(catchUp.isDone()).as("the first round was long").isFalse();
        tick(catchUp, ROUND_TICKS_MAX);
        catchUp.flushed(150, 160);
        assertThat(catchUp.isDone()).isTrue();
    }

    @Test
    void whoFallsSilentHasNotCaughtUp() {
        CatchUp catchUp = new CatchUp(1, ROUND_TICKS_MAX);
        catchUp.flushed(1, 1);
        assertThat(catchUp.isDone()).isTrue();
        tick(catchUp, ROUND_TICKS_MAX + 1);
        assertThat(catchUp.isDone()).isFalse();
        catchUp.flushed(1, 1);
        catchUp.flushed(1, 1);
        assertThat(catchUp.isDone()).as("it answers again").isTrue();
    }

    private static void tick(CatchUp catchUp, int times) {
        for (int i = 0; i < times; i++) {
            catchUp.tick();
        }
    }
}
