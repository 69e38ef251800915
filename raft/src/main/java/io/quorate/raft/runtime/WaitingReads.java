package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.ReadAnswer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Reads that wait for the core to tell how far this replica must have applied, and then for that to be applied. What
 * arrives in one turn of the loop is one question to the core. Replica loop only.
 */
final class WaitingReads {
    /** Requests waiting; more are refused as overload. */
    static final int WAITING_MAX = 20_000;

    /** Questions under way; while there are so many, new requests wait together for the next one. */
    static final int QUESTIONS_MAX = 16;

    private record Batch(List<ReadRequest> requests, int deadlineTicks) {}

    private final int ticksMax;
    private long nextId;
    private List<ReadRequest> unasked = new ArrayList<>();
    private final Map<Long, List<ReadRequest>> asked = new TreeMap<>(); // by the question's id
    private final TreeMap<Long, List<Batch>> confirmed = new TreeMap<>(); // by the index they wait for
    private int waiting; // Invariant: the requests in the three above
    private int ticks;

    /**
     * @param firstId of questions; no earlier life of this replica may have used it or the ones after it
     * @param ticksMax how long a request may wait for its index to be applied, once that is known
     */
    WaitingReads(long firstId, int ticksMax) {
        this.nextId = firstId;
        this.ticksMax = ticksMax;
    }

    void add(ReadRequest request) {
        if (waiting >= WAITING_MAX) {
            request.complete(new ReadOutcome.Overloaded(waiting));
        } else {
            waiting++;
            unasked.add(request);
        }
    }

    /** Asks the core once for all that came since the last question. */
    void ask(LongConsumer core) {
        if (!unasked.isEmpty() && asked.size() < QUESTIONS_MAX) {
            long id = nextId++;
            asked.put(id, unasked);
            unasked = new ArrayList<>();
            core.accept(id);
        }
    }

    void answered(ReadAnswer answer, Optional<NodeId> leader) {
        List<ReadRequest> requests = asked.remove(answer.id());
        if (requests == null) {
            return;
        }
        if (answer.confirmed()) {
            confirmed
                    .computeIfAbsent(answer.index(), index -> new ArrayList<>())
                    .add(new Batch(requests, ticks + ticksMax));
        } else {
            complete(requests, new ReadOutcome.NoLeader(leader));
        }
    }

    void applied(long appliedIndex) {
        while (!confirmed.isEmpty() && confirmed.firstKey() <= appliedIndex) {
            Map.Entry<Long, List<Batch>> ready = confirmed.pollFirstEntry();
            ReadOutcome outcome = new ReadOutcome.Current(ready.getKey());
            ready.getValue().forEach(batch -> complete(batch.requests(), outcome));
        }
    }

    /** A replica that does not come near the index it has to reach keeps nobody waiting for ever. */
    void tick(Optional<NodeId> leader) {
        ticks++;
        List<ReadRequest> overdue = new ArrayList<>();
        for (Iterator<List<Batch>> all = confirmed.values().iterator(); all.hasNext(); ) {
            // The oldest of an index is its first; all of them go together, a little early for the later ones.
            List<Batch> batches = all.next();
            if (batches.get(0).deadlineTicks() <= ticks) {
                batches.forEach(batch -> overdue.addAll(batch.requests()));
                all.remove();
            }
        }
        complete(overdue, new ReadOutcome.NoLeader(leader));
    }

    /** The replica stops. */
    void abandonAll() {
        List<ReadRequest> all = new ArrayList<>(unasked);
        asked.values().forEach(all::addAll);
        confirmed.values().forEach(batches -> batches.forEach(batch -> all.addAll(batch.requests())));
        unasked = new ArrayList<>();
        asked.clear();
        confirmed.clear();
        complete(all, new ReadOutcome.NoLeader(Optional.empty()));
    }

    private void complete(List<ReadRequest> requests, ReadOutcome outcome) {
        waiting -= requests.size();
        requests.forEach(request -> request.complete(outcome));
    }
}
