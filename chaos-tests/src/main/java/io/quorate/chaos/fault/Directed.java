package io.quorate.chaos.fault;

import com.google.errorprone.annotations.Immutable;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A fault that is a story: it is told to its end when it is inflicted. */
@Immutable
abstract class Directed implements Fault {
    /** Tells it. Returns the proof that all of it happened; an AssertionError says what did not. */
    abstract String play(Stage stage);

    @Override
    public final Wound inflict(Cluster cluster, Random random) {
        Stage stage = new Stage(cluster, random);
        String proof = "";
        try {
            proof = play(stage);
        } catch (AssertionError missed) {
            stage.expect(false, getClass().getSimpleName() + ": " + missed.getMessage());
        }
        return new Told(cluster, stage, proof);
    }

    /** The first of these that is lacking. */
    static String lacking(Cluster cluster, boolean power, boolean network, Sabotage.Means... means) {
        if (power && !cluster.canLosePower()) {
            return "needs disks that can lose power (root, loop devices)";
        }
        if (network && !cluster.hasNetwork()) {
            return "needs a network that can be cut (back ends netns and containers)";
        }
        for (Sabotage.Means each : means) {
            String lacking = cluster.sabotage().lacking(each);
            if (!lacking.isEmpty()) {
                return lacking;
            }
        }
        return "";
    }

    private static final class Told extends LastingWound {
        private final Stage stage;
        private final String proof;

        Told(Cluster cluster, Stage stage, String proof) {
            super(cluster, List.copyOf(cluster.nodes()));
            this.stage = stage;
            this.proof = proof;
        }

        @Override
        public Optional<String> bite() {
            return proof.isEmpty() ? Optional.empty() : Optional.of(proof);
        }

        @Override
        public void heal() {
            stage.restore();
            stage.broken().forEach(this::breach);
        }
    }
}
