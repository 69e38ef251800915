package io.quorate.simulation.explore;

/** Everything that is known by a number while a scope is explored, and what can be said of several numbers together. */
final class World {
    final Scope scope;
    final Permutations permutations;
    final Interned<Input> inputs;
    final Interned<History> histories;
    final LocalStates locals;
    final Network network;
    final Steps steps;

    World(Scope scope) {
        this.scope = scope;
        permutations = new Permutations(scope.nodes());
        inputs = new Interned<>(
                permutations.count(),
                (input, permutation) -> Renaming.of(
                        input, node -> CoreNode.nodeId(permutations.image(permutation, CoreNode.number(node)))));
        histories = new Interned<>(
                permutations.count(), (value, permutation) -> value.renamed(permutations, permutation, scope.nodes()));
        locals = new LocalStates(scope, permutations, inputs);
        network = new Network(scope, inputs);
        steps = new Steps(scope, inputs, histories, locals, network);
    }

    /** The local states of nodes that nothing has happened to yet. */
    int[] initialLocals() {
        int[] initial = new int[scope.nodes()];
        for (int node = 0; node < initial.length; node++) {
            initial[node] = locals.initial(node);
        }
        return initial;
    }

    int initialHistory() {
        return histories.number(History.initial(scope));
    }

    int[] truths(int[] ofLocals) {
        int[] truths = new int[ofLocals.length];
        for (int node = 0; node < truths.length; node++) {
            truths[node] = locals.truth(ofLocals[node]);
        }
        return truths;
    }

    /** The latest term that a node other than this one is in. */
    int othersTerm(int[] truths, int node) {
        int latest = 0;
        for (int other = 0; other < truths.length; other++) {
            latest = other == node
                    ? latest
                    : Math.max(latest, locals.truthOf(truths[other]).term());
        }
        return latest;
    }

    boolean isVoid(int message, Situation in) {
        return network.isVoid(
                message,
                locals.truthOf(in.truths[network.sender(message)]),
                locals.truthOf(in.truths[network.receiver(message)]),
                in.latestTerm);
    }

    /** What these truths and this history come to, without what cannot matter any more. */
    Key key(int[] allTruths, int wholeHistory) {
        int latestTerm = othersTerm(allTruths, -1);
        int[] truths = new int[allTruths.length];
        for (int node = 0; node < truths.length; node++) {
            truths[node] = truth(allTruths[node], latestTerm);
        }
        int history = history(wholeHistory, latestTerm);
        int smallest = 0;
        long smallestHash = hash(truths, history, 0);
        for (int frame = 1; frame < permutations.count(); frame++) {
            long hash = hash(truths, history, frame);
            if (hash < smallestHash) {
                smallest = frame;
                smallestHash = hash;
            }
        }
        return new Key(
                renamed(truths, smallest), histories.image(smallest, history), latestTerm, smallest, smallestHash);
    }

    /** What is left of a truth once somebody is in this term. */
    int truth(int truth, int latestTerm) {
        boolean over = scope.isSortedByTerm() && locals.truthOf(truth).term() < latestTerm;
        return over ? locals.truthWithTermOver(truth) : truth;
    }

    /** What is left of a history, alike. */
    int history(int history, int latestTerm) {
        if (!scope.isSortedByTerm() || latestTerm < 2) {
            return history;
        }
        History whole = histories.value(history);
        History left = whole.sinceTerm(latestTerm);
        return left.equals(whole) ? history : histories.number(left);
    }

    /** Of truths and history under this renaming; never 0. */
    private long hash(int[] truths, int history, int frame) {
        long hash = LongTable.mix(-1L - histories.image(frame, history));
        for (int node = 0; node < truths.length; node++) {
            long at = permutations.image(frame, node) + 1L;
            hash += LongTable.mix(at << 40 | truths[node]);
        }
        return hash == 0 ? 1 : hash;
    }

    private int[] renamed(int[] truths, int frame) {
        int[] renamed = new int[truths.length];
        for (int node = 0; node < truths.length; node++) {
            renamed[permutations.image(frame, node)] = truths[node];
        }
        return renamed;
    }

    void checkDisks(int[] truths, int history) throws Violation {
        long[] disks = new long[truths.length];
        for (int node = 0; node < disks.length; node++) {
            disks[node] = locals.truthOf(truths[node]).diskTerms();
        }
        histories.value(history).checkDisks(disks);
    }
}
