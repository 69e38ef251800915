package io.quorate.simulation.workload;

import io.quorate.raft.Role;
import io.quorate.raft.runtime.Replica;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.Comparator;
import java.util.function.Supplier;

/** One client: one operation at a time, each at a node of its choice, and a while between them. */
final class Client {
    /** A request or an answer that got lost is given up after this. */
    /** Sends told to come again, at the end: more would say that the group does not get its work done. */
    private static final int AGAIN_MAX = 10;

    private static final long LOST_MICROS = 200_000;

    /** So long a client waits for an answer: more than the group takes to find a new leader. */
    private static final int GIVE_UP_ELECTIONS = 20;

    private static final long GIVE_UP_MICROS = 2_000_000;

    private final int number;
    private final SimulatedGroup group;
    private final WorkloadOptions options;
    private final OperationMix mix;
    private final Chance chance;

    private Supplier<Operation> choice;
    private Operation open; // null: thinking
    private SimulatedNode at; // where the open one arrived; null: on its way, or answered
    private int process; // another one after every doubt: what the one before wanted may happen yet
    private boolean healed;
    private boolean done;
    private long okCount;
    private int sendsLeft; // once healed
    private int againLeft = AGAIN_MAX;

    Client(int number, SimulatedGroup group, WorkloadOptions options, OperationMix mix, Chance chance) {
        this.number = number;
        this.group = group;
        this.options = options;
        this.mix = mix;
        this.chance = chance;
        this.choice = () -> mix.next(number + "-" + process);
    }

    /** Waits a while, then does the next thing, and so on. */
    void goOn() {
        group.timeline().after(1 + chance.exponential(options.thinkMeanMicros()), this::begin);
    }

    private void begin() {
        Operation next = choice.get();
        if (next == null) {
            done = true;
            return;
        }
        open = next;
        SimulatedNode node = target(next);
        if (!healed && chance.percent(options.lossPercent())) {
            group.timeline().after(LOST_MICROS, () -> end(next, Outcome.UNKNOWN));
        } else {
            group.timeline().after(delay(), () -> arrive(next, node));
        }
    }

    private SimulatedNode target(Operation operation) {
        // A moment with two leaders is short: the replaced one is asked in it, if anybody still believes it.
        boolean settled = group.nodes().stream().filter(Client::leads).count() < 2;
        if (healed || (settled && chance.percent(options.leaderPercent()))) {
            return group.leader().orElseGet(() -> chance.pick(group.nodes()));
        }
        if (!settled && options.seeksStaleReads()) {
            return operation.isRead() ? oldestLeader() : group.leader().orElseGet(() -> chance.pick(group.nodes()));
        }
        return chance.coin() ? oldestLeader() : chance.pick(group.nodes());
    }

    /** A node that was replaced as leader and does not know it yet, if there is one: where stale answers come from. */
    private SimulatedNode oldestLeader() {
        return group.nodes().stream()
                .filter(Client::leads)
                .min(Comparator.comparingLong(node -> node.view().term()))
                .orElseGet(() -> chance.pick(group.nodes()));
    }

    private static boolean leads(SimulatedNode node) {
        return node.isUp() && node.view().role() == Role.LEADER;
    }

    private long delay() {
        return 1 + chance.exponential(options.delayMeanMicros());
    }

    private void arrive(Operation operation, SimulatedNode node) {
        if (!node.isUp()) {
            end(operation, Outcome.FAIL); // the connection was refused
            return;
        }
        at = node;
        group.timeline().after(giveUpMicros(), () -> giveUp(operation));
        group.trace().note(this, operation.toString(), node.number(), 0);
        if (!node.inputFromOutside(replica -> run(operation, node, replica))) {
            at = null;
            group.timeline().after(LOST_MICROS, () -> end(operation, Outcome.FAIL));
        }
    }

    private void run(Operation operation, SimulatedNode node, Replica replica) {
        operation.run(node, replica, outcome -> answered(operation, outcome));
    }

    private void answered(Operation operation, Outcome outcome) {
        if (operation != open) {
            return;
        }
        at = null;
        boolean lost = !healed && chance.percent(options.lossPercent());
        group.timeline().after(lost ? LOST_MICROS : delay(), () -> end(operation, outcome));
    }

    /** As a client does that waits for too long, or a node on its behalf. */
    private void giveUp(Operation operation) {
        if (operation == open) {
            at = null;
            end(operation, Outcome.UNKNOWN);
        }
    }

    private long giveUpMicros() {
        return GIVE_UP_ELECTIONS * group.options().electionMicros() + GIVE_UP_MICROS;
    }

    /** The node's process is gone, and with it the connection. */
    void nodeStopped(SimulatedNode node) {
        if (node == at) {
            at = null;
            Operation operation = open;
            group.timeline().after(delay(), () -> end(operation, Outcome.UNKNOWN));
        }
    }

    private void end(Operation operation, Outcome outcome) {
        if (operation != open) {
            return;
        }
        open = null;
        operation.settled(outcome);
        group.trace().note(this, outcome.name(), 0, 0);
        if (outcome == Outcome.OK) {
            okCount++;
        } else if (outcome == Outcome.UNKNOWN) {
            process++;
        } else if (healed && operation.isTooMuchAtOnce() && againLeft-- > 0) {
            sendsLeft++; // when the faults end, much may be due at once: timers, checks (seed 1478 of 005f8f3)
        }
        goOn();
    }

    /** From now on: sends to the leader, so many, and then nothing. */
    void sendOnly(int count) {
        healed = true;
        sendsLeft = count;
        choice = () -> sendsLeft-- > 0 ? mix.send() : null;
        okCount = 0; // it thinks or waits now, and goes on with the new choice by itself
    }

    /** Operations that ended well since {@link #sendOnly}. */
    long okCount() {
        return okCount;
    }

    boolean isDone() {
        return done;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return "c" + number;
    }
}
