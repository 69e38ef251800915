package io.quorate.simulation.explore;

/**
 * What came of exploring a scope.
 *
 * @param states of the group, those that differ in the nodes' names counted once
 * @param transitions steps tried that changed something
 * @param depth steps to the farthest state
 * @param localStates of one node
 * @param covered whether every state was visited
 * @param violation what was broken, or null
 * @param trace the shortest way there
 */
record Exploration(
        Scope scope,
        long states,
        long transitions,
        int depth,
        int localStates,
        double seconds,
        boolean covered,
        String violation,
        Trace trace) {
    /** In words. */
    String verdict() {
        if (violation != null) {
            return "BROKEN: " + violation;
        }
        return covered ? "covered, nothing broken" : "NOT covered: more states than " + scope.statesMax();
    }
}
