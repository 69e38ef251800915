package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Clients;
import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Consumers;
import io.quorate.chaos.cluster.LinkRule;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Three nodes that n1 leads; what is done to it takes effect only as far as a test says. */
final class StubbornCluster implements Cluster {
    final StubbornSabotage sabotage = new StubbornSabotage();
    final Set<String> dead = new HashSet<>();
    OptionalInt exitCode = OptionalInt.empty(); // of each
    boolean mortal = true;
    boolean losesUnflushed = true;
    List<LinkRule> rules = List.of();
    List<Long> packets = new ArrayList<>();
    long letGo;
    long overtaken;
    long memoryKills;
    boolean verbSucceeds = true;
    final StubbornClients clients = new StubbornClients();
    final StubbornConsumers consumers = new StubbornConsumers();

    /** Do as a test says. */
    static final class StubbornClients implements Clients {
        int open;
        boolean back;

        @Override
        public boolean canDie() {
            return true;
        }

        @Override
        public int killInMidSend() {
            return open;
        }

        @Override
        public boolean isBack() {
            return back;
        }
    }

    /** Slow, and behind, only as a test says. */
    static final class StubbornConsumers implements Consumers {
        List<Place> places =
                List.of(new Place("readers", "topic/0", 90, 100), new Place("readers", "topic/1", 100, 100));
        long millisPerMessage;

        @Override
        public String name() {
            return "stubborn";
        }

        @Override
        public void slowDown(long millis) {
            millisPerMessage = millis;
        }

        @Override
        public List<Place> places() {
            return places;
        }
    }

    @Override
    public List<Consumers> consumers() {
        return List.of(consumers);
    }

    @Override
    public Clients clients() {
        return clients;
    }

    @Override
    public int crowd(String node, int connections) {
        return connections;
    }

    @Override
    public long letGoPackets() {
        return letGo;
    }

    @Override
    public long overtakenPackets() {
        return overtaken;
    }

    @Override
    public List<String> nodes() {
        return List.of("n1", "n2", "n3");
    }

    @Override
    public String address(String node) {
        return node + ":1";
    }

    @Override
    public String namesrvAddress() {
        return "namesrv:1";
    }

    @Override
    public boolean isStarted(String node) {
        return !dead.contains(node);
    }

    @Override
    public Optional<NodeStatus> status(String node) {
        String role = node.equals("n1") ? "LEADER" : "FOLLOWER";
        return dead.contains(node)
                ? Optional.empty()
                : Optional.of(new NodeStatus(node, role, "", 1, 10, 10, 10, 10, 40_000, "hash"));
    }

    @Override
    public void start(String node) {
        dead.remove(node);
    }

    @Override
    public void kill9(String node) {
        if (mortal) {
            dead.add(node);
        }
    }

    @Override
    public void pause(String node) {
        kill9(node);
    }

    @Override
    public void resume(String node) {
        start(node);
    }

    @Override
    public void starve(String node, int percent) {
        // Nobody measures it.
    }

    @Override
    public void feed(String node) {
        // Likewise.
    }

    @Override
    public Duration processorTime(String node) {
        return Duration.ZERO;
    }

    @Override
    public String lackingForMemoryLimits() {
        return "";
    }

    @Override
    public void limitMemory(String node, long bytes) {
        // What comes of it a test says.
    }

    @Override
    public long memoryKills(String node) {
        return memoryKills;
    }

    @Override
    public boolean isFrozenOrGone(String node) {
        return dead.contains(node);
    }

    @Override
    public boolean hasNetwork() {
        return true;
    }

    @Override
    public void disturb(List<LinkRule> newRules) {
        rules = newRules;
    }

    @Override
    public List<Long> disturbedPackets() {
        return packets;
    }

    @Override
    public boolean canLosePower() {
        return true;
    }

    @Override
    public void cutPower(List<String> victims, boolean torn) {
        victims.forEach(this::kill9);
    }

    @Override
    public boolean restorePower(String node) {
        return losesUnflushed;
    }

    @Override
    public void terminate(String node) {
        // Its exit code says what came of it.
    }

    @Override
    public OptionalInt exitCode(String node) {
        return exitCode;
    }

    @Override
    public boolean hasOperator() {
        return true;
    }

    @Override
    public String peerAddress(String node) {
        return node + ":2";
    }

    @Override
    public Verb administer(String... words) {
        return new Verb(String.join(" ", words), verbSucceeds ? 0 : 1, verbSucceeds ? "done" : "refused");
    }

    @Override
    public Sabotage sabotage() {
        return sabotage;
    }
}
