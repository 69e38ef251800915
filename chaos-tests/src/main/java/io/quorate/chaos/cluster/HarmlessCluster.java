package io.quorate.chaos.cluster;

import io.quorate.chaos.NodeStatus;
import java.util.List;
import java.util.Optional;

/** A cluster that only looks as if things were done to it. A run with it must come out as invalid: no fault can have bitten. */
public final class HarmlessCluster implements Cluster {
    private final Cluster cluster;

    public HarmlessCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<String> nodes() {
        return cluster.nodes();
    }

    @Override
    public String address(String node) {
        return cluster.address(node);
    }

    @Override
    public String namesrvAddress() {
        return cluster.namesrvAddress();
    }

    @Override
    public boolean isStarted(String node) {
        return cluster.isStarted(node);
    }

    @Override
    public Optional<NodeStatus> status(String node) {
        return cluster.status(node);
    }

    @Override
    public void start(String node) {
        if (!cluster.isStarted(node)) {
            cluster.start(node);
        }
    }

    @Override
    public void kill9(String node) {
        // Harmless.
    }

    @Override
    public void pause(String node) {
        // Harmless.
    }

    @Override
    public void resume(String node) {
        // Was never paused.
    }

    @Override
    public boolean isFrozenOrGone(String node) {
        return cluster.isFrozenOrGone(node);
    }

    @Override
    public boolean hasNetwork() {
        return cluster.hasNetwork();
    }

    @Override
    public void disturb(List<LinkRule> rules) {
        // Harmless.
    }

    @Override
    public List<Long> disturbedPackets() {
        return cluster.disturbedPackets();
    }

    @Override
    public boolean canLosePower() {
        return cluster.canLosePower();
    }

    @Override
    public void cutPower(List<String> victims, boolean torn) {
        // Harmless.
    }

    @Override
    public boolean restorePower(String node) {
        return false;
    }
}
