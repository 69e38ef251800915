package io.quorate.chaos.fault;

import com.google.errorprone.annotations.Immutable;
import io.quorate.chaos.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One way to hurt a group. */
@Immutable
interface Fault {
    /** Hurts it. Whom, is found out now. */
    Wound inflict(Cluster cluster, Random random);

    /** A fault that lasts. Methods are called in this order, the questions again and again until they have an answer. */
    interface Wound {
        List<String> victims();

        /** Whether from the proof on until it is healed nothing may be acknowledged. */
        boolean leavesNoMajority();

        /** The proof that it bit. */
        Optional<String> bite();

        /** Ends it. */
        void heal();

        /** The proof that it is over. */
        Optional<String> healed();
    }
}
