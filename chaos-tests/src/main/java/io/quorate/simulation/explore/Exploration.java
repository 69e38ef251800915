package io.quorate.simulation.explore;

/**
 * What came of exploring a scope.
 *
 * @param situations visited, those that differ in the nodes' names counted once
 * @param states of the group that these stand for, whatever is on its way
 * @param steps that changed or said something
 * @param depth situations on the way to the one found farthest
 * @param localStates of one node
 * @param covered whether everything was visited
 * @param violation what was broken, or null
 * @param trace the way there
 */
record Exploration(
        Scope scope,
        long situations,
        double states,
        long steps,
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
        return covered ? "covered, nothing broken" : "NOT covered: more situations than " + scope.situationsMax();
    }
}
