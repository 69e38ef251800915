package io.quorate.broker.state;

/** Hears what left the log of this replica. */
@FunctionalInterface
public interface ReleaseListener {
    /** Replica loop, right before the log lets go: must not block. */
    void released(Release release);
}
