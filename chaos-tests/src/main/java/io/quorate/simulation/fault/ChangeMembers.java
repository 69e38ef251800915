package io.quorate.simulation.fault;

import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.MembershipOutcome;
import io.quorate.simulation.world.SimulatedNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An operator changes the group, in the middle of everything. */
final class ChangeMembers implements Fault {
    private enum Change {
        ADD,
        PROMOTE,
        REMOVE,
        REPLACE,
        /** One after the other, and some before the one before is done. */
        SEVERAL,
        /** Of a leader that was just elected. */
        AT_ELECTION
    }

    private static final int SEVERAL_MAX = 4;
    private static final int AT_ELECTION_TIMES = 5;
    private static final long AT_ELECTION_MICROS = 1_500;
    private static final List<Change> SINGLE = List.of(Change.ADD, Change.PROMOTE, Change.REMOVE, Change.REPLACE);

    private final Change change;

    private ChangeMembers(Change change) {
        this.change = change;
    }

    static ChangeMembers add() {
        return new ChangeMembers(Change.ADD);
    }

    static ChangeMembers promote() {
        return new ChangeMembers(Change.PROMOTE);
    }

    static ChangeMembers remove() {
        return new ChangeMembers(Change.REMOVE);
    }

    static ChangeMembers replace() {
        return new ChangeMembers(Change.REPLACE);
    }

    static ChangeMembers several() {
        return new ChangeMembers(Change.SEVERAL);
    }

    static ChangeMembers atElection() {
        return new ChangeMembers(Change.AT_ELECTION);
    }

    @Override
    public void inject(Injection injection) {
        if (change == Change.AT_ELECTION) {
            injection.injected("once");
            injection
                    .moments()
                    .once(
                            (moment, node) -> moment == Moments.Moment.LEADERSHIP_BEGINS,
                            // Planned, since the replica is in the middle of something now.
                            node -> injection.group().timeline().after(0, () -> askAtElection(injection, node)));
            return;
        }
        injection.leader().ifPresent(leader -> {
            injection.injected("at " + leader);
            if (change != Change.SEVERAL) {
                ask(injection, change, 0);
                return;
            }
            int more = injection.chance().between(1, SEVERAL_MAX - 1);
            ask(injection, injection.chance().pick(SINGLE), more);
            if (injection.chance().coin()) {
                ask(injection, injection.chance().pick(SINGLE), 0);
            }
        });
    }

    /** Again and again, since it serves only once it knows that it leads. */
    private static void askAtElection(Injection injection, SimulatedNode node) {
        for (int times = 0; times < AT_ELECTION_TIMES; times++) {
            injection.group().timeline().after(times * AT_ELECTION_MICROS, () -> {
                injection.bites();
                Change drawn = injection.chance().pick(SINGLE);
                node.inputFromOutside(replica -> replica.changeMembership(
                        current -> checked(injection, changed(injection, drawn, node, current)),
                        new CompletableFuture<>()));
            });
        }
    }

    /** Of whoever leads by now. */
    private static void ask(Injection injection, Change change, int more) {
        Optional<SimulatedNode> leader = injection.leader();
        if (leader.isEmpty()) {
            return;
        }
        CompletableFuture<MembershipOutcome> done = new CompletableFuture<>();
        CompletableFuture<Void> unused = done.thenAccept(outcome -> {
            if (outcome instanceof MembershipOutcome.Committed) {
                injection.bites();
            }
            injection.group().trace().note("!", outcome.getClass().getSimpleName(), 0, 0);
            if (more > 0) {
                // Planned, since the replica is in the middle of something now.
                injection
                        .group()
                        .timeline()
                        .after(0, () -> ask(injection, injection.chance().pick(SINGLE), more - 1));
            }
        });
        leader.get()
                .inputFromOutside(replica -> replica.changeMembership(
                        current -> checked(injection, changed(injection, change, leader.get(), current)), done));
    }

    private static Membership checked(Injection injection, Membership wanted) {
        if (!injection.atlas().survives(wanted)) {
            throw new IllegalArgumentException("too few of these have a whole disk");
        }
        return wanted;
    }

    private static Membership changed(Injection injection, Change change, SimulatedNode leader, Membership current) {
        return switch (change) {
            case ADD -> current.withLearner(learner(injection, outsider(injection, current), 75));
            case PROMOTE ->
                current.promoted(oneOf(
                                injection,
                                current.learners().stream().map(Learner::member).toList())
                        .node());
            case REMOVE ->
                current.without(
                        injection.chance().percent(30)
                                ? leader.id()
                                : oneOf(injection, current.members()).node());
            case REPLACE -> replaced(injection, current);
            case SEVERAL, AT_ELECTION -> throw new IllegalArgumentException(change + " is not one change");
        };
    }

    /** A member that lost its disk by itself on its new one, if there is such a member; else somebody by somebody else. */
    private static Membership replaced(Injection injection, Membership current) {
        List<SimulatedNode> wiped = current.members().stream()
                .map(member -> injection.group().nodeOf(member.node()))
                .filter(node -> !current.contains(node.id(), node.storageId()))
                .toList();
        if (wiped.isEmpty()) {
            Member left = oneOf(injection, current.voters());
            return current.without(left.node()).withLearner(learner(injection, outsider(injection, current), 100));
        }
        SimulatedNode back = injection.chance().pick(wiped);
        return current.without(back.id()).withLearner(learner(injection, back, 100));
    }

    private static Learner learner(Injection injection, SimulatedNode node, double voterPercent) {
        return new Learner(node.asMember(), injection.chance().percent(voterPercent));
    }

    private static SimulatedNode outsider(Injection injection, Membership current) {
        List<SimulatedNode> outside = injection.group().nodes().stream()
                .filter(node -> current.find(node.id()).isEmpty())
                .filter(node -> !node.isLostForGood() && !injection.atlas().isDamaged(node))
                .toList();
        if (outside.isEmpty()) {
            throw new IllegalArgumentException("nobody is outside");
        }
        return injection.chance().pick(outside);
    }

    private static Member oneOf(Injection injection, List<Member> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("there is none");
        }
        return injection.chance().pick(members);
    }
}
