package io.quorate.simulation.check.trace;

/** Rules that hold between an event and all that was before it. */
interface Invariant {
    /** Judges an event that {@code group} and {@code node}, whose it is, have not taken yet. */
    void judge(NodeEvent event, TracedNode node, TracedGroup group, Report report);

    /** Where what is broken is told. */
    interface Report {
        void broken(String name, String detail);

        default void check(boolean holds, String name, String detail) {
            if (!holds) {
                broken(name, detail);
            }
        }
    }
}
