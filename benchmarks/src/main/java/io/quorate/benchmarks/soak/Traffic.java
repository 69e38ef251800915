package io.quorate.benchmarks.soak;

/**
 * What all producers and consumers have done so far.
 *
 * @param acked messages acknowledged
 * @param consumed different messages heard
 * @param again messages heard more than once: allowed, but worth knowing
 * @param missing acknowledged and not heard (yet)
 * @param refused sends known not to be stored: the brokers, or the client's own bounds, said no
 * @param failed sends nobody knows the fate of
 */
record Traffic(long acked, long consumed, long again, long missing, long refused, long failed) {}
