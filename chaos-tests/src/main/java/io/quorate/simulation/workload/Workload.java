package io.quorate.simulation.workload;

import io.quorate.commitlog.index.QueueIndex;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedGroup;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.List;

/** All clients of a group. */
public final class Workload implements GroupObserver {
    private final SharedOffsets shared;
    private final History history;
    private final List<Client> clients = new ArrayList<>();
    private final TransactionHistory transactions;
    private final TransactionClients transactionClients;
    private int wantedEach;

    public Workload(WorkloadOptions options, SimulatedGroup group, Chance chance) {
        shared = new SharedOffsets(group);
        history = new History(group, shared);
        OperationMix mix = new OperationMix(options, history, shared, chance.split());
        for (int number = 1; number <= options.clientCount(); number++) {
            clients.add(new Client(number, group, options, mix, chance.split()));
        }
        group.addObserver(history);
        transactions = new TransactionHistory();
        transactionClients = new TransactionClients(group, transactions, chance.split());
        group.addObserver(transactions);
        group.setProducers(transactionClients);
        group.addObserver(this);
    }

    public void start() {
        clients.forEach(Client::goOn);
        transactionClients.start();
    }

    public History history() {
        return history;
    }

    @Override
    public void stopped(SimulatedNode node) {
        clients.forEach(client -> client.nodeStopped(node));
    }

    /** The faults are over: each client sends so many messages more, to the leader. */
    public void finish(int sendCount) {
        wantedEach = sendCount;
        clients.forEach(client -> client.sendOnly(sendCount));
        transactionClients.finish();
    }

    /** Whether all clients have done what {@link #finish} asked for and got their answers. */
    public boolean isFinished() {
        return clients.stream().allMatch(Client::isDone) && transactionClients.isFinished();
    }

    /** Those for whom {@link #isFinished} waits. */
    public String whoWaits() {
        return clients.stream().filter(client -> !client.isDone()).toList() + " and " + transactionClients.whatIsOpen();
    }

    /** Every send after the faults were over was acknowledged. */
    public void checkAllAcknowledged() {
        for (Client client : clients) {
            if (client.okCount() < wantedEach) {
                throw new CheckFailure(
                        "liveness: sends acknowledged",
                        client + " got " + client.okCount() + " of " + wantedEach
                                + " sends acknowledged although no fault was left");
            }
        }
    }

    /** The answers of the whole run fit one order of all operations. */
    public void checkLinearizability() {
        shared.judge();
    }

    /** Reads every queue from its first offset to its end, and every consumer offset, at a node that has applied all. */
    public void checkEverythingAt(SimulatedNode node) {
        history.queues().forEach((queue, queueHistory) -> {
            long end = queueHistory.messages.size();
            long offset = node.state()
                    .queues()
                    .find(queue.topic(), queue.queueId())
                    .map(QueueIndex::minOffset)
                    .orElse(0L);
            while (offset < end) {
                long next = new Poll(history, queue.topic(), queue.queueId(), offset).read(node);
                if (next == offset) {
                    throw new CheckFailure(
                            "no acknowledged message lost",
                            node + " shows nothing at offset " + offset + " of " + queue + ", which ends at " + end);
                }
                offset = next;
            }
            if (node.state().queues().maxOffset(queue.topic(), queue.queueId()) != end) {
                throw new CheckFailure("dense queue offsets", node + " has another end of " + queue + " than " + end);
            }
        });
        history.delayed().checkAt(node);
        history.pops().checkAt(node);
        transactions.checkAt(node);
        node.state().offsets().forEach((consumerGroup, topic, queueId, offset) -> {
            if (!SharedOffsets.isShared(consumerGroup) && !consumerGroup.equals(PopHistory.CONSUMER_GROUP)) {
                history.offsets(consumerGroup, topic, queueId).shownInTheEnd(offset);
            }
        });
    }
}
