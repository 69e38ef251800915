package io.quorate.chaos.cluster;

import io.quorate.chaos.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
    public void starve(String node, int percent) {
        // Harmless.
    }

    @Override
    public void feed(String node) {
        // Was never starved.
    }

    @Override
    public Duration processorTime(String node) {
        return cluster.processorTime(node);
    }

    @Override
    public String lackingForMemoryLimits() {
        return cluster.lackingForMemoryLimits();
    }

    @Override
    public void limitMemory(String node, long bytes) {
        // Harmless.
    }

    @Override
    public long memoryKills(String node) {
        return cluster.memoryKills(node);
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
    public boolean canDelay() {
        return cluster.canDelay();
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
    public long letGoPackets() {
        return cluster.letGoPackets();
    }

    @Override
    public long overtakenPackets() {
        return cluster.overtakenPackets();
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

    @Override
    public void terminate(String node) {
        // Harmless.
    }

    @Override
    public OptionalInt exitCode(String node) {
        return cluster.exitCode(node);
    }

    @Override
    public Optional<Long> uptimeMillis(String node) {
        return cluster.uptimeMillis(node);
    }

    @Override
    public boolean canUpgrade() {
        return cluster.canUpgrade();
    }

    @Override
    public void downgrade(String node) {
        // Harmless.
    }

    @Override
    public String peerAddress(String node) {
        return cluster.peerAddress(node);
    }

    @Override
    public boolean hasOperator() {
        return cluster.hasOperator();
    }

    @Override
    public Verb administer(String... words) {
        return new Verb(String.join(" ", words), 1, "only pretended");
    }

    @Override
    public void killNameServer() {
        // Harmless.
    }

    @Override
    public void startNameServer() {
        // Was never killed.
    }

    @Override
    public boolean nameServerAnswers() {
        return cluster.nameServerAnswers();
    }

    @Override
    public Clients clients() {
        return new HarmlessClients(cluster.clients());
    }

    /** Only looks. */
    private record HarmlessClients(Clients clients) implements Clients {
        @Override
        public boolean canDie() {
            return clients.canDie();
        }

        @Override
        public int killInMidSend() {
            return 0;
        }

        @Override
        public boolean isBack() {
            return clients.isBack();
        }
    }

    @Override
    public List<Consumers> consumers() {
        return cluster.consumers().stream()
                .<Consumers>map(HarmlessConsumers::new)
                .toList();
    }

    /** Only looks. */
    private record HarmlessConsumers(Consumers consumers) implements Consumers {
        @Override
        public String name() {
            return consumers.name();
        }

        @Override
        public void slowDown(long millisPerMessage) {
            // Harmless.
        }

        @Override
        public List<Place> places() {
            return consumers.places();
        }
    }

    @Override
    public int crowd(String node, int connections) {
        return 0;
    }

    @Override
    public Sabotage sabotage() {
        return new HarmlessSabotage(cluster.sabotage());
    }
}
