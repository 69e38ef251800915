package io.quorate.broker.state;

/** Work that only a leader does, such as firing timers. Told on the replica loop: must be quick. */
public interface LeaderDuty {
    /** Proposals may come from now on; everything of earlier terms is applied. */
    void leadershipGained(long term);

    /** What was proposed and not committed may vanish, or commit under another leader. */
    void leadershipLost();

    /** Time passes: on every tick of the replica, leader or not. */
    default void tick() {}
}
