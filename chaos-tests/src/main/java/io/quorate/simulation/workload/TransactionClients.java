package io.quorate.simulation.workload;

import io.quorate.broker.state.Command;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.Placement;
import io.quorate.broker.state.RecordEncoder;
import io.quorate.broker.state.TopicPut;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.broker.transaction.TransactionChecks;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.raft.runtime.Replica;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import io.quorate.simulation.world.TransactionProducers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Clients that send half messages, decide, and tell the group: at once, twice, to whomever, or only when they are asked. Requests
 * and checks get lost. As real ones they decide on a transaction when its half message is acknowledged; of one that was not they
 * say, when asked, that it is to be rolled back.
 */
final class TransactionClients implements TransactionProducers {
    private static final InetSocketAddress HOST = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);
    private static final int QUEUE_COUNT = 2;
    private static final long GIVE_UP_ELECTIONS = 20;
    private static final double CONNECTED_PERCENT = 80;

    private final SimulatedGroup group;
    private final TransactionHistory history;
    private final Chance chance;
    private final int clientCount;
    private final long thinkMeanMicros;
    private final long delayMeanMicros;
    private final double lossPercent;
    private final int checkMax;
    private final RecordEncoder encoder;
    private boolean healed;
    private int busyCount;

    TransactionClients(SimulatedGroup group, TransactionHistory history, Chance chance) {
        this.group = group;
        this.history = history;
        this.chance = chance;
        clientCount = chance.coin() ? 0 : chance.between(1, 3);
        thinkMeanMicros = chance.logBetween(20_000, 400_000);
        delayMeanMicros = chance.logBetween(100, 20_000);
        lossPercent = chance.coin() ? 0 : chance.between(0, 30);
        checkMax = chance.percent(30) ? chance.between(1, 3) : Integer.MAX_VALUE;
        encoder = new RecordEncoder(
                new RecordEncoder.Settings("simulated", "r", () -> false, HOST, () -> 1 << 20), () -> "transaction");
    }

    void start() {
        for (int client = 0; client < clientCount; client++) {
            goOn();
        }
    }

    private void goOn() {
        if (!healed) {
            group.timeline().after(1 + chance.exponential(thinkMeanMicros), this::begin);
        }
    }

    private void begin() {
        if (healed) {
            return;
        }
        busyCount++;
        Decision wanted = chance.percent(70) ? Decision.COMMIT : Decision.ROLLBACK;
        Transaction transaction = history.begin(chance.below(QUEUE_COUNT), chance.between(0, 100), wanted);
        SimulatedNode node = target();
        boolean lost = isLost();
        later(() -> {
            if (lost || !node.inputFromOutside(replica -> send(transaction, node, replica))) {
                settled(transaction, lost ? Outcome.UNKNOWN : Outcome.FAIL);
            }
        });
        long giveUpMicros = GIVE_UP_ELECTIONS * group.options().electionMicros();
        group.timeline().after(giveUpMicros, () -> settled(transaction, Outcome.UNKNOWN));
    }

    private SimulatedNode target() {
        return chance.percent(80)
                ? group.leader().orElseGet(() -> chance.pick(group.nodes()))
                : chance.pick(group.nodes());
    }

    private boolean isLost() {
        return !healed && chance.percent(lossPercent);
    }

    private void later(Runnable action) {
        group.timeline().after(1 + chance.exponential(delayMeanMicros), action);
    }

    private void send(Transaction transaction, SimulatedNode node, Replica replica) {
        boolean known = node.state().topics().find(TransactionHistory.TOPIC).isPresent();
        List<Command> before =
                known ? List.of() : List.of(new TopicPut(TopicConfig.of(TransactionHistory.TOPIC, QUEUE_COUNT), true));
        try {
            IncomingMessage message = new IncomingMessage(
                    TransactionHistory.TOPIC,
                    transaction.message.queueId,
                    SysFlag.TRANSACTION_PREPARED,
                    0,
                    1_700_000_000_000L,
                    HOST,
                    0,
                    "TRAN_MSG\1true\2PGROUP\1" + TransactionHistory.PRODUCER_GROUP + "\2",
                    transaction.message.body());
            replica.propose(new MessageProposal(
                    before,
                    encoder.encodeHalf(message),
                    node.state().offsetAssigner(),
                    (fate, placement) -> sent(transaction, fate, placement)));
        } catch (RequestException e) {
            throw new IllegalStateException("a message within all limits", e);
        }
    }

    private void sent(Transaction transaction, ProposeOutcome fate, Placement placement) {
        Outcome outcome = Outcomes.of(fate);
        if (outcome == Outcome.OK) {
            history.acknowledged(transaction, placement.firstQueueOffset(), placement.position(0));
        }
        boolean lost = isLost();
        later(() -> settled(transaction, lost ? Outcome.UNKNOWN : outcome));
    }

    /** Counts once. */
    private void settled(Transaction transaction, Outcome outcome) {
        if (transaction.settled) {
            return;
        }
        transaction.settled = true;
        transaction.sent = outcome;
        busyCount--;
        if (outcome == Outcome.FAIL && transaction.halfPosition >= 0) {
            throw new CheckFailure("no refused message", transaction + " was refused, and is there");
        }
        if (outcome == Outcome.OK) {
            transaction.decided = transaction.wanted; // the local transaction
            if (chance.percent(75)) {
                for (int times = chance.between(1, 2); times > 0; times--) {
                    tell(transaction, target());
                }
            }
        }
        goOn();
    }

    private void tell(Transaction transaction, SimulatedNode node) {
        boolean lost = isLost();
        later(() -> {
            if (!lost) {
                node.inputFromOutside(replica -> end(transaction, node, replica));
            }
        });
    }

    private void end(Transaction transaction, SimulatedNode node, Replica replica) {
        Decision decision = transaction.decided;
        try {
            replica.propose(node.transactionEnds()
                    .begin(
                            transaction.halfOffset,
                            transaction.halfPosition,
                            TransactionHistory.PRODUCER_GROUP,
                            decision)
                    .proposal(fate -> {
                        if (Outcomes.of(fate) == Outcome.OK) {
                            history.acknowledgedEnd(transaction, decision);
                        }
                    }));
        } catch (RequestException | MissingIndexException refused) {
            group.trace().note(node.id(), "refuses an end: " + refused.getMessage(), 0, 0);
        }
    }

    @Override
    public TransactionChecks.Settings settings() {
        long electionMillis = group.options().electionMicros() / 1000;
        return new TransactionChecks.Settings(2 * electionMillis, 3 * electionMillis, checkMax, () -> Long.MAX_VALUE);
    }

    @Override
    public boolean areConnectedTo(SimulatedNode node) {
        return healed || chance.percent(CONNECTED_PERCENT);
    }

    @Override
    public void asked(SimulatedNode by, OpenTransaction open) {
        Transaction transaction = history.at(open);
        if (!transaction.settled || isLost()) {
            return; // its client does not know yet, or the question is lost
        }
        if (transaction.decided == null) {
            transaction.decided = Decision.ROLLBACK; // the local transaction never ran
        }
        tell(transaction, chance.percent(80) ? by : target());
    }

    /** No new ones from now on. */
    void finish() {
        healed = true;
    }

    /** For {@link #isFinished}. */
    String whatIsOpen() {
        return busyCount + " half messages, the transactions " + history.openOnes();
    }

    /** Whether all that began have ended. */
    boolean isFinished() {
        return busyCount == 0 && !history.hasOpen();
    }
}
