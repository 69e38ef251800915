package io.quorate.simulation.fault;

/** Something that goes wrong. One object for one time. */
interface Fault {
    /** Makes it happen, and plans its end. Does nothing where it cannot be, such as a partition of one node. */
    void inject(Injection injection);
}
