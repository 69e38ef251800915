package io.quorate.simulation;

import io.quorate.commitlog.LogFingerprint;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.membership.Membership;
import io.quorate.simulation.fault.Nemesis;
import io.quorate.simulation.workload.Workload;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupMembership;
import io.quorate.simulation.world.NodeStorage;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What must come after the faults: with a majority healed for good there is a leader within bounded time, it acknowledges
 * every send, and all who are healed come to hold the same.
 */
final class Healing {
    private static final int SENDS_EACH = 5;
    /** Bounds of each step, in election timeouts: with luck against it an election takes a few. */
    private static final int ELECTIONS_MAX = 60;

    private static final int STEADY_ELECTIONS = 3;

    private final SimulatedGroup group;
    private final Workload workload;
    private final Nemesis nemesis;
    private final Chance chance;
    private List<SimulatedNode> core = List.of();

    Healing(SimulatedGroup group, Workload workload, Nemesis nemesis, Chance chance) {
        this.group = group;
        this.workload = workload;
        this.nemesis = nemesis;
        this.chance = chance;
    }

    void run(boolean everybodyComesBack) {
        nemesis.stop();
        core = drawCore(everybodyComesBack);
        group.trace().note("!", "heals " + core, 0, 0);
        group.healOnly(core);
        awaitSteadyLeader();
        workload.finish(SENDS_EACH);
        await("liveness: answers", () -> "there still wait for an answer " + workload.whoWaits(), workload::isFinished);
        workload.checkAllAcknowledged();
        await("liveness: convergence", "the healed nodes do not come to hold the same", this::hasConverged);
        members(group.leader().orElseThrow()).forEach(workload::checkEverythingAt);
        workload.checkLinearizability();
    }

    /** Everybody, or as few as elect and commit in whatever group the logs may ask for; and some who do not belong to it. */
    private List<SimulatedNode> drawCore(boolean everybodyComesBack) {
        List<SimulatedNode> sound = new ArrayList<>(group.nodes());
        sound.removeIf(node -> node.isLostForGood() || (!everybodyComesBack && nemesis.isDamaged(node)));
        if (everybodyComesBack) {
            return sound;
        }
        List<SimulatedNode> left = new ArrayList<>(sound);
        while (!left.isEmpty()) {
            SimulatedNode node = left.remove(chance.below(left.size()));
            List<SimulatedNode> fewer = new ArrayList<>(sound);
            fewer.remove(node);
            boolean wanted = isOutside(node) && chance.coin();
            if (!wanted && isEnough(fewer)) {
                sound = fewer;
            }
        }
        return sound;
    }

    private boolean isOutside(SimulatedNode node) {
        return group.membership().possible().stream()
                .noneMatch(each -> each.voters().contains(node.asMember()));
    }

    private boolean isEnough(List<SimulatedNode> nodes) {
        return group.membership().possible().stream()
                .allMatch(each -> GroupMembership.hasMajority(
                        each,
                        voter -> nodes.stream().anyMatch(node -> node.asMember().equals(voter))));
    }

    private void awaitSteadyLeader() {
        long[] steadyTerm = {0};
        long[] sinceMicros = {0};
        await("liveness: leader", "no leader stays", () -> {
            Optional<SimulatedNode> leader = group.leader();
            long term = leader.map(node -> node.view().term()).orElse(0L);
            if (term != steadyTerm[0]) {
                steadyTerm[0] = term;
                sinceMicros[0] = group.timeline().nowMicros();
            }
            long steadyMicros = group.timeline().nowMicros() - sinceMicros[0];
            return term != 0 && steadyMicros >= STEADY_ELECTIONS * electionMicros();
        });
    }

    private long electionMicros() {
        return group.options().electionMicros();
    }

    private boolean hasConverged() {
        Optional<SimulatedNode> leader = group.leader();
        return leader.isPresent()
                && (leader.get().isRotten() || !leader.get().hasDueTimers()) // what has rotted cannot be delivered
                && members(leader.get())
                        .allMatch(node -> node.isUp() && isLike(node, leader.get()) && isSound(node, leader.get()));
    }

    private static boolean isLike(SimulatedNode node, SimulatedNode leader) {
        return node.view().lastIndex() == leader.view().lastIndex()
                && node.view().endPosition() == leader.view().endPosition()
                && node.view().appliedIndex() == leader.view().lastIndex()
                && node.log().fingerprint() == leader.log().fingerprint()
                && node.state().stateHash() == leader.state().stateHash();
    }

    /** Nothing has rotted, unless it is older than what any other has: nobody could give it back then. */
    private boolean isSound(SimulatedNode node, SimulatedNode leader) {
        long othersFrom = members(leader)
                .filter(other -> other != node)
                .mapToLong(other -> other.log().base().position())
                .min()
                .orElse(0);
        return node.isRotten() ? !node.isRottenFrom(othersFrom) : isWholeOnDisk(node);
    }

    /** The disk has what the node's memory says it has: so all of them have the same bytes. */
    private static boolean isWholeOnDisk(SimulatedNode node) {
        try {
            LogFingerprint stored = LogFingerprint.of(node.storage().disk(), NodeStorage.LOG_DIRECTORY);
            return stored.lastIndex() == node.view().lastIndex()
                    && stored.fingerprint() == node.log().fingerprint();
        } catch (StorageFailure e) {
            throw new CheckFailure("storage health", node + " has a log that cannot be read: " + e.getMessage());
        }
    }

    /**
     * Those healed who belong to the group; others need not hold anything, nor whoever finds only now that its disk is beyond a
     * start (seed 5594: its snapshots rotted while it was down).
     */
    private Stream<SimulatedNode> members(SimulatedNode leader) {
        Membership membership = leader.view().membership().membership();
        return core.stream()
                .filter(node -> membership.contains(node.id(), node.storageId()))
                .filter(node -> !node.isLostForGood())
                .filter(node -> !isOutOfReach(node, leader));
    }

    /**
     * What it lacks has left the leader's log, and the snapshot there has rotted. It is given no later one if that would leave out
     * what nobody's retention has taken: so it waits until that has, or another leads (seeds 7046 and 23948).
     */
    private static boolean isOutOfReach(SimulatedNode node, SimulatedNode leader) {
        return node.isUp()
                && leader.lacksSnapshotAtBase()
                && node.view().lastIndex() < leader.log().base().index();
    }

    private void await(String checker, String sentence, BooleanSupplier condition) {
        await(checker, () -> sentence, condition);
    }

    private void await(String checker, Supplier<String> sentence, BooleanSupplier condition) {
        long endMicros = group.timeline().nowMicros() + ELECTIONS_MAX * electionMicros() + 5_000_000;
        while (!condition.getAsBoolean()) {
            if (group.timeline().nowMicros() > endMicros) {
                throw new CheckFailure(checker, sentence.get() + ", long after the last fault: " + described());
            }
            group.timeline().runUntil(group.timeline().nowMicros() + electionMicros() / 4);
        }
    }

    /** What {@link #hasConverged} asks for and a view does not show. */
    private static String differences(SimulatedNode node) {
        return String.format(
                "%s%s fingerprint=%016x state=%016x",
                node.isRotten() ? " rotten" : "",
                node.hasDueTimers() ? " due timers" : "",
                node.log().fingerprint(),
                node.state().stateHash());
    }

    private String described() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : group.nodes()) {
            text.append('\n')
                    .append(node.asMember())
                    .append(' ')
                    .append(node.storageId())
                    .append(' ')
                    .append(node.isUp() ? node.view() + differences(node) : "down");
        }
        return text.toString();
    }
}
