package io.quorate.broker;

import io.quorate.raft.Role;
import io.quorate.raft.runtime.TransferOutcome;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker leaves without failing a single send:
 *
 * <ol>
 *   <li>leadership goes to another replica;
 *   <li>NameServers learn that this node follows;
 *   <li>stock clients, which ask NameServers every 30 s only, are served by forwarding until all have asked. Our own SDK
 *       moves at once and is not waited for.
 * </ol>
 *
 * Closing comes after that.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    /** Stock clients' route poll, and a bit. */
    private static final long ROUTE_POLL_MILLIS = 31_000;

    /** Elections take less: then the whole group is going. */
    private static final long LEADERLESS_MILLIS_MAX = 3_000;

    private static final long PROGRESS_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;

    private final Broker broker;

    Departure(Broker broker) {
        this.broker = broker;
    }

    /** Blocks until this node may be closed. */
    void run() throws InterruptedException {
        transfer();
        broker.leave();
        drain();
    }

    private void transfer() throws InterruptedException {
        boolean alone = isAlone();
        if (alone || broker.replica().view().role() != Role.LEADER) {
            return;
        }
        long deadline = Broker.nowMillis() + broker.config().shutdown().transferMillis();
        boolean done = false;
        while (!done && Broker.nowMillis() < deadline && broker.replica().view().role() == Role.LEADER) {
            done = tryTransfer(deadline - Broker.nowMillis());
        }
        if (broker.replica().view().role() == Role.LEADER) {
            LOG.warn(
                    "node={} leaves while leading: nobody took the leadership over in time",
                    broker.config().node());
        } else if (broker.replica().view().leader().isPresent()) {
            LOG.info("node={} handed leadership over", broker.config().node());
        } else {
            LOG.info(
                    "node={} no longer leads: it lost its majority, and nobody took over",
                    broker.config().node());
        }
    }

    /** Whether there is nobody who could lead instead. */
    private boolean isAlone() {
        return broker.replica().view().membership().membership().voters().size() <= 1;
    }

    private boolean tryTransfer(long millisMax) throws InterruptedException {
        try {
            TransferOutcome outcome = broker.replica()
                    .transferLeadership(Optional.empty())
                    .get(Math.max(1, millisMax), TimeUnit.MILLISECONDS);
            if (!outcome.handedOver()) {
                LOG.debug("transfer failed: {}", outcome.reason());
                Thread.sleep(POLL_MILLIS); // a refusal comes at once, and the next attempt may be as quick
            }
            return outcome.handedOver();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("transfer failed", e);
            return false;
        }
    }

    private void drain() throws InterruptedException {
        boolean alone = isAlone();
        long drainMillis = broker.config().shutdown().drainMillis();
        if (alone || broker.sinceLedMillis() > ROUTE_POLL_MILLIS || !broker.hasForeignClients(2 * ROUTE_POLL_MILLIS)) {
            return;
        }
        LOG.info(
                "node={} forwards for up to {} ms more: stock clients look for the new leader every 30 s only",
                broker.config().node(),
                drainMillis);
        long nextProgress = Broker.nowMillis() + PROGRESS_MILLIS;
        long leaderSeenMillis = Broker.nowMillis();
        while (broker.sinceLedMillis() < drainMillis) {
            if (broker.replica().view().leader().isPresent()) {
                leaderSeenMillis = Broker.nowMillis();
            } else if (Broker.nowMillis() - leaderSeenMillis > LEADERLESS_MILLIS_MAX) {
                LOG.info(
                        "node={} leaves: the group has no leader to forward to",
                        broker.config().node());
                return;
            }
            if (Broker.nowMillis() >= nextProgress) {
                nextProgress += PROGRESS_MILLIS;
                LOG.info(
                        "node={} still forwards, {} ms left",
                        broker.config().node(),
                        drainMillis - broker.sinceLedMillis());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
