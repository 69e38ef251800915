package io.quorate.broker.transaction;

import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.BundleProposal;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.broker.state.TransactionsChecked;
import io.quorate.broker.timer.LogClock;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after transactions that nobody decides: their producers are asked now and then, and what stays undecided is put aside.
 * A leader's duty. That a producer is asked is in the log before it is: the count survives a change of leader, and no producer is
 * asked more often than allowed. While none of a group is connected nobody is asked, and nothing counts: after a change of
 * leader producers take up to a minute to come.
 */
public final class TransactionChecks {
    /**
     * When a producer is asked, and how long.
     *
     * @param timeoutMillis age at the first check, unless the message says otherwise
     * @param checkMax checks before a transaction is put aside
     * @param ageMillisMax at this age it is put aside, checks or no checks
     */
    public record Settings(long timeoutMillis, long intervalMillis, int checkMax, LongSupplier ageMillisMax) {}

    private static final Logger LOG = LoggerFactory.getLogger(TransactionChecks.class);

    /** Transactions checked by one command, and put aside by one look; the others wait for the next look. */
    private static final int BATCH_MAX = 1000;

    private final BrokerState state;
    private final TransactionEnds ends;
    private final MessageLookup lookup;
    private final Producers producers;
    private final Settings settings;
    private final Consumer<Proposal> propose;
    private final Executor worker;
    private final LogClock clock;
    private final AtomicBoolean busy = new AtomicBoolean(); // looking, or waiting for what it proposed

    /**
     * @param propose only proposals that any entry could hold
     * @param worker may wait for the disk; never the replica loop
     * @param clock by which transactions age
     */
    public TransactionChecks(
            BrokerState state,
            TransactionEnds ends,
            MessageLookup lookup,
            Producers producers,
            Settings settings,
            Consumer<Proposal> propose,
            Executor worker,
            LogClock clock) {
        this.state = state;
        this.ends = ends;
        this.lookup = lookup;
        this.producers = producers;
        this.settings = settings;
        this.propose = propose;
        this.worker = worker;
        this.clock = clock;
    }

    /** To be called every second or so. */
    public void tick() {
        long leadership = ends.leadership();
        boolean anyOpen = state.transactions().count() > 0;
        if (anyOpen && ends.isLeadership(leadership) && busy.compareAndSet(false, true)) {
            try {
                worker.execute(() -> look(leadership));
            } catch (RejectedExecutionException later) {
                busy.set(false);
            }
        }
    }

    private void look(long leadership) {
        boolean proposed = false;
        try {
            long now = clock.getAsLong();
            List<Long> due = putAsideAndFindDue(now);
            if (!due.isEmpty()) {
                proposed = true;
                propose.accept(new BundleProposal(
                        List.of(new TransactionsChecked(due)),
                        List.of(),
                        state.offsetAssigner(),
                        (outcome, none) -> checked(outcome, due),
                        () -> !ends.isLeadership(leadership)));
            }
        } catch (MissingIndexException later) {
            LOG.debug("half messages cannot be looked up yet: {}", later.getMessage());
        } finally {
            if (!proposed) {
                busy.set(false);
            }
        }
    }

    private List<Long> putAsideAndFindDue(long now) {
        List<Long> due = new ArrayList<>();
        int discardCount = 0;
        for (OpenTransaction open : state.transactions().all()) {
            if (due.size() == BATCH_MAX || discardCount == BATCH_MAX) {
                break;
            }
            if (isLost(open, now)) {
                discard(open);
                discardCount++;
            } else if (isDue(open, now) && producers.isConnected(open.producerGroup())) {
                due.add(open.queueOffset());
            }
        }
        return due;
    }

    private boolean isLost(OpenTransaction open, long now) {
        return now - open.storedMillis() > settings.ageMillisMax().getAsLong()
                || (open.checkCount() >= settings.checkMax() && isDue(open, now));
    }

    private boolean isDue(OpenTransaction open, long now) {
        if (open.checkCount() > 0) {
            return now - open.checkedMillis() >= settings.intervalMillis();
        }
        boolean usual = open.immunityMillis() == OpenTransaction.USUAL_IMMUNITY;
        return now - open.storedMillis() >= (usual ? settings.timeoutMillis() : open.immunityMillis());
    }

    private void discard(OpenTransaction open) {
        try {
            var ending = ends.begin(open.queueOffset(), open.position(), open.producerGroup(), Decision.DISCARD);
            LOG.warn(
                    "the transaction at queue offset {} of the producer group {} is put aside, undecided after {} checks",
                    open.queueOffset(),
                    open.producerGroup(),
                    open.checkCount());
            propose.accept(ending.proposal(outcome -> {}));
        } catch (RequestException otherwiseEnded) {
            LOG.debug("the transaction at queue offset {} is not put aside: {}", open.queueOffset(), otherwiseEnded);
        }
    }

    /** On the replica loop. */
    private void checked(ProposeOutcome outcome, List<Long> due) {
        busy.set(false);
        if (outcome instanceof ProposeOutcome.Committed) {
            try {
                worker.execute(() -> due.forEach(this::ask));
            } catch (RejectedExecutionException full) {
                LOG.debug("{} checks are not sent, others will be", due.size());
            }
        }
    }

    private void ask(long queueOffset) {
        try {
            state.transactions()
                    .find(queueOffset)
                    .ifPresent(open -> lookup.byPosition(open.position())
                            .ifPresent(record -> producers.ask(open, new HalfRecord(record))));
        } catch (MissingIndexException later) {
            LOG.debug("the transaction at queue offset {} is asked for next time", queueOffset, later);
        }
    }
}
