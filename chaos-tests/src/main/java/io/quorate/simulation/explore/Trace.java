package io.quorate.simulation.explore;

import java.util.List;

/**
 * The way to a violation, in the words of one group from the start.
 *
 * @param exact whether it was met again on this way, with no message but those that left on it, by nodes that believe what
 *     they can believe on it; otherwise it is the way of the situations alone
 */
record Trace(List<String> lines, boolean exact) {}
