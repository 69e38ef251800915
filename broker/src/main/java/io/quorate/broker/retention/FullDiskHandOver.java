package io.quorate.broker.retention;

import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader that takes no messages for want of space lets another lead, which may have more. It does not know whether that one has:
 * if none has, leadership goes round about once a minute until there is space. On the broker's timer.
 */
final class FullDiskHandOver {
    private static final Logger LOG = LoggerFactory.getLogger(FullDiskHandOver.class);

    /** So long a refusal lasts before it is more than a peak that retention takes care of. */
    static final int PATIENCE_MILLIS = 5_000;

    /** The same from the second time on, while the disk stays full. */
    static final int PAUSE_MILLIS = 60_000;

    private final ReplicaHandle replica;
    private final LongSupplier nowMillis;
    private long refusingSinceMillis = -1; // -1: it is not refusing, or not leading
    private long patienceMillis = PATIENCE_MILLIS;

    FullDiskHandOver(ReplicaHandle replica, LongSupplier nowMillis) {
        this.replica = replica;
        this.nowMillis = nowMillis;
    }

    /** @param refusal why no message is taken, if none is */
    void tick(Optional<String> refusal) {
        ReplicaView view = replica.view();
        boolean alone = view.membership().membership().voterIds().size() < 2;
        if (refusal.isEmpty() || !view.serving() || alone) {
            refusingSinceMillis = -1;
            patienceMillis = refusal.isEmpty() ? PATIENCE_MILLIS : patienceMillis;
            return;
        }
        long now = nowMillis.getAsLong();
        if (refusingSinceMillis < 0) {
            refusingSinceMillis = now;
        } else if (now - refusingSinceMillis >= patienceMillis) {
            refusingSinceMillis = now;
            patienceMillis = PAUSE_MILLIS; // if leadership comes back, or this comes to nothing
            handOver(view, refusal.get());
        }
    }

    private void handOver(ReplicaView view, String why) {
        LOG.warn("node={} term={} hands leadership over: {}", view.self(), view.term(), why);
        var unused = replica.transferLeadership(Optional.empty()).thenAccept(outcome -> {
            if (!outcome.handedOver()) {
                LOG.warn("node={} still leads, though its disk fills up: {}", view.self(), outcome.reason());
            }
        });
    }
}
