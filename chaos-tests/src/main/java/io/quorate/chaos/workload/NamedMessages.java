package io.quorate.chaos.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Acknowledged messages and what they are called. Safe from any thread. */
final class NamedMessages {
    private final List<Named> messages = new ArrayList<>(); // guarded by this

    /**
     * One of them.
     *
     * @param key its value, too
     * @param position what its id says besides an address
     */
    record Named(String key, long position) {}

    synchronized void add(String key, long position) {
        messages.add(new Named(key, position));
    }

    /** Any of them. */
    synchronized Optional<Named> any(Random random) {
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages.get(random.nextInt(messages.size())));
    }

    synchronized List<Named> all() {
        return List.copyOf(messages);
    }
}
