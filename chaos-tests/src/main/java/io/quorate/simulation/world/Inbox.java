package io.quorate.simulation.world;

import io.quorate.raft.runtime.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What waits for a process: inputs for the next turn of its loop, and all that happens to it while it is paused. */
final class Inbox {
    /** What a paused process still takes in; a full socket buffer loses the rest. */
    private static final int HELD_MAX = 300;

    private final List<Consumer<Replica>> inputs = new ArrayList<>(); // of the turn to come
    private final List<Runnable> held = new ArrayList<>(); // while paused
    private boolean paused;

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    /** Takes out what has waited. */
    List<Runnable> resume() {
        paused = false;
        List<Runnable> waited = new ArrayList<>(held);
        held.clear();
        return waited;
    }

    boolean hasRoom() {
        return !paused || held.size() < HELD_MAX;
    }

    /** Now, or when the pause is over. */
    void whenRunning(Runnable action) {
        if (paused) {
            held.add(action);
        } else {
            action.run();
        }
    }

    void add(Consumer<Replica> input) {
        inputs.add(input);
    }

    List<Consumer<Replica>> takeInputs() {
        List<Consumer<Replica>> taken = new ArrayList<>(inputs);
        inputs.clear();
        return taken;
    }

    /** The process is gone, and all that waited for it. */
    void clear() {
        inputs.clear();
        held.clear();
        paused = false;
    }
}
