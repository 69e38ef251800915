package io.quorate.broker.pop;

/**
 * Bounds of popping.
 *
 * @param pollsPerQueueMax polls that may wait for one queue of a group, or for all of them; one more is answered POLLING_FULL
 * @param pollsMax polls that may wait at all, likewise
 * @param inHandPerQueueMax messages of one queue in one group's hands; at that nothing fresh is given, only what comes back
 */
public record PopLimits(int pollsPerQueueMax, int pollsMax, int inHandPerQueueMax) {}
