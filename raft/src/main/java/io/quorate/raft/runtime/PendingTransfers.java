package io.quorate.raft.runtime;

import io.quorate.raft.NodeView;
import io.quorate.raft.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Those who wait to hear what became of a transfer of leadership. Replica loop only. */
final class PendingTransfers {
    private static final long NANOS_MAX = 5_000_000_000L;

    private record Pending(CompletableFuture<TransferOutcome> done, long deadlineNanos) {}

    private final List<Pending> waiting = new ArrayList<>(); // one for each that was not refused: few

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** @param objection why it is not even tried, if so */
    void add(Optional<String> objection, CompletableFuture<TransferOutcome> done) {
        if (objection.isPresent()) {
            done.complete(TransferOutcome.refused(objection.get()));
        } else {
            waiting.add(new Pending(done, System.nanoTime() + NANOS_MAX));
        }
    }

    void look(NodeView now) {
        boolean handedOver =
                now.leader().filter(leader -> !leader.equals(now.self())).isPresent();
        boolean givenUp = now.role() == Role.LEADER && now.transferTarget().isEmpty();
        for (Iterator<Pending> each = waiting.iterator(); each.hasNext(); ) {
            Pending pending = each.next();
            if (handedOver) {
                each.remove();
                pending.done().complete(TransferOutcome.DONE);
            } else if (givenUp) {
                each.remove();
                pending.done()
                        .complete(TransferOutcome.refused(now.transferFailure().orElse("it was given up")));
            } else if (System.nanoTime() - pending.deadlineNanos() > 0) {
                each.remove();
                pending.done().complete(TransferOutcome.refused("no replica leads at the moment"));
            }
        }
    }

    void abandonAll() {
        waiting.forEach(pending -> pending.done().complete(TransferOutcome.refused("this replica is stopping")));
        waiting.clear();
    }
}
