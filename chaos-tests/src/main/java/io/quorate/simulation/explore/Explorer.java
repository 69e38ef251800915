package io.quorate.simulation.explore;

import io.quorate.raft.Role;
import io.quorate.simulation.explore.Situation.Held;
import io.quorate.simulation.explore.Situation.Way;
import java.util.ArrayDeque;
import java.util.Deque;

/** Visits all situations of a group within a scope, and in each everything that can be believed and be on its way. */
final class Explorer {
    private final Scope scope;
    private final World world;
    private final Situations situations = new Situations();
    private final Deque<Situation> queue = new ArrayDeque<>();
    private long steps;

    Explorer(Scope scope) {
        this.scope = scope;
        this.world = new World(scope);
    }

    /** Explores all, or up to the first violation. */
    Exploration run() {
        long startNanos = System.nanoTime();
        String violation = null;
        Trace trace = null;
        Situation at = start();
        try {
            while (!queue.isEmpty() && situations.size() < scope.situationsMax()) {
                at = queue.poll();
                at.queued = false;
                expand(at);
            }
        } catch (Violation broken) {
            violation = broken.getMessage();
            trace = Witness.of(world, situations, at);
        }
        return new Exploration(
                scope,
                situations.size(),
                situations.all().stream().mapToDouble(Situation::states).sum(),
                steps,
                situations.all().stream().mapToInt(each -> each.depth).max().orElse(0),
                world.locals.size(),
                (System.nanoTime() - startNanos) / 1e9,
                queue.isEmpty() && violation == null,
                violation,
                trace);
    }

    private Situation start() {
        int[] locals = world.initialLocals();
        Key key = world.key(world.truths(locals), world.initialHistory());
        Situation first = situations.get(key, null);
        for (int node = 0; node < scope.nodes(); node++) {
            int renamed = world.permutations.image(key.frame(), node);
            first.locals[renamed].add(world.locals.image(key.frame(), locals[node]));
        }
        enqueue(first);
        return first;
    }

    private void expand(Situation situation) throws Violation {
        int nodes = scope.nodes();
        int[] localsBefore = situation.localsTried.clone();
        int[] inboxesBefore = situation.inboxesTried.clone();
        int heldBefore = situation.heldPassed;
        for (int node = 0; node < nodes; node++) {
            situation.localsTried[node] = situation.locals[node].size();
            situation.inboxesTried[node] = situation.inboxes[node].size();
        }
        situation.heldPassed = situation.held.size();
        int waysBefore = situation.ways.size();
        for (int node = 0; node < nodes; node++) {
            tryAll(situation, node, localsBefore[node], inboxesBefore[node]);
        }
        int[] none = new int[nodes];
        for (int i = 0; i < situation.ways.size(); i++) {
            boolean known = i < waysBefore;
            pass(
                    situation,
                    situation.ways.get(i),
                    known ? localsBefore : none,
                    known ? inboxesBefore : none,
                    known ? heldBefore : 0);
        }
    }

    /** Whatever the node can be, given whatever can happen to it, as far as either is new. */
    private void tryAll(Situation situation, int node, int localsBefore, int inboxBefore) throws Violation {
        IntSet locals = situation.locals[node];
        IntSet inbox = situation.inboxes[node];
        int othersTerm = world.othersTerm(situation.truths, node);
        for (int i = 0; i < situation.localsTried[node]; i++) {
            int local = locals.get(i);
            boolean isNew = i >= localsBefore;
            if (isNew) {
                for (int event : world.locals.events(local)) {
                    step(situation, node, local, event, othersTerm);
                }
            }
            for (int j = isNew ? 0 : inboxBefore; j < situation.inboxesTried[node]; j++) {
                step(situation, node, local, inbox.get(j), othersTerm);
            }
        }
    }

    private void step(Situation from, int node, int local, int input, int othersTerm) throws Violation {
        Steps taken = world.steps;
        if (!taken.take(node, local, input, from.history, othersTerm)) {
            return;
        }
        steps++;
        int truth = world.locals.truth(taken.next());
        if (taken.held() == Held.KEPT
                && world.truth(truth, from.latestTerm) == from.truths[node]
                && world.history(taken.history(), from.latestTerm) == from.history) {
            arrive(from, 0, node, taken);
            return;
        }
        Way way = from.way(node, truth, taken.history(), taken.held());
        if (way == null) {
            way = newWay(from, node, truth, taken);
            from.ways.add(way);
        }
        arrive(way.to(), way.frame(), node, taken);
    }

    private Way newWay(Situation from, int node, int truth, Steps taken) throws Violation {
        int[] truths = from.truths.clone();
        truths[node] = truth;
        world.checkDisks(truths, taken.history());
        Key key = world.key(truths, taken.history());
        Situation to = situations.get(key, from);
        return new Way(to, key.frame(), node, truth, taken.history(), taken.held());
    }

    private void arrive(Situation to, int frame, int node, Steps taken) throws Violation {
        addLocal(to, world.permutations.image(frame, node), world.locals.image(frame, taken.next()));
        for (int i = 0; i < taken.sent().size(); i++) {
            addMessage(to, world.inputs.image(frame, taken.sent().get(i)));
        }
    }

    private void addLocal(Situation to, int node, int local) throws Violation {
        if (to.locals[node].add(local)) {
            LocalFacts facts = world.locals.facts(local);
            if (facts.role() == Role.LEADER) {
                world.histories.value(to.history).checkLeader(node, facts);
            }
            enqueue(to);
        }
    }

    private void addMessage(Situation to, int message) {
        if (world.network.isHeld(message)) {
            if (to.held.add(message)) {
                enqueue(to);
            }
        } else {
            IntSet inbox = to.inboxes[world.network.receiver(message)];
            if (!inbox.contains(message) && !world.isVoid(message, to)) {
                inbox.add(message);
                enqueue(to);
            }
        }
    }

    /** What the others can be, and what can be on its way, before a step of one node, can be after it. */
    private void pass(Situation from, Way way, int[] localsFrom, int[] inboxesFrom, int heldFrom) throws Violation {
        for (int node = 0; node < scope.nodes(); node++) {
            if (node != way.node()) {
                int renamed = world.permutations.image(way.frame(), node);
                for (int i = localsFrom[node]; i < from.localsTried[node]; i++) {
                    addLocal(way.to(), renamed, world.locals.image(way.frame(), from.locals[node].get(i)));
                }
            }
            for (int i = inboxesFrom[node]; i < from.inboxesTried[node]; i++) {
                addMessage(way.to(), world.inputs.image(way.frame(), from.inboxes[node].get(i)));
            }
        }
        for (int i = heldFrom; i < from.heldPassed; i++) {
            passHeld(way, from.held.get(i));
        }
    }

    private void passHeld(Way way, int message) {
        boolean own = world.network.sender(message) == way.node();
        if (!own || way.held() == Held.KEPT) {
            addMessage(way.to(), world.inputs.image(way.frame(), message));
        } else if (way.held() == Held.LEFT) {
            addMessage(way.to(), world.inputs.image(way.frame(), world.network.released(message)));
        }
    }

    private void enqueue(Situation situation) {
        if (!situation.queued) {
            situation.queued = true;
            queue.add(situation);
        }
    }
}
