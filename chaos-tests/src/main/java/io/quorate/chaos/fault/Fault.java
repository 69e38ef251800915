package io.quorate.chaos.fault;

import com.google.errorprone.annotations.Immutable;
import io.quorate.chaos.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One way to hurt a group. */
@Immutable
interface Fault {
    Duration BITE_MAX = Duration.ofSeconds(20);

    /** Hurts it. Whom, is found out now. */
    Wound inflict(Cluster cluster, Random random);

    /** What this back end lacks for it; "" if nothing. */
    default String lackingIn(Cluster cluster) {
        return "";
    }

    /** What the brokers must be configured with for it, or it would take too long. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Whether the brokers' calls to the kernel must go through our shims. */
    default boolean needsShims() {
        return false;
    }

    /** Matches what victims may log as an ERROR while it lasts; "" if that is nothing. */
    default String explainedErrors() {
        return "";
    }

    /** A fault that lasts. Methods are called in this order, the questions again and again until they have an answer. */
    interface Wound {
        List<String> victims();

        /** Whether from the proof on until it is healed nothing may be acknowledged. */
        default boolean leavesNoMajority() {
            return false;
        }

        /** How long {@link #bite} may be asked in vain. */
        default Duration biteMax() {
            return BITE_MAX;
        }

        /** The proof that it bit. */
        Optional<String> bite();

        /** Ends it. */
        void heal();

        /** The proof that it is over. */
        Optional<String> healed();

        /** What the nodes had promised for such a case and did not do: a violation. Asked last. */
        default List<String> broken() {
            return List.of();
        }
    }
}
