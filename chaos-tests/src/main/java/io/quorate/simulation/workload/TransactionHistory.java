package io.quorate.simulation.workload;

import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandCodec;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.TransactionEnd;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.commitlog.EntryHeader;
import io.quorate.protocol.Names;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the committed log says of transactions, entry by entry as the first node applies it: none is visible undecided or rolled
 * back, a committed one is visible once, and its end stands in the entry that shows it; each ends once.
 */
final class TransactionHistory implements GroupObserver {
    static final String TOPIC = "X";
    static final String PRODUCER_GROUP = "transactional";

    private static final long FIRST_NUMBER = 1L << 40; // other messages have small ones
    private static final QueueHistory NO_QUEUE = new QueueHistory();

    private final Map<Long, Transaction> byNumber = new HashMap<>();
    private final Map<Long, Transaction> byHalfOffset = new TreeMap<>();
    private final MessageRecordView view = new MessageRecordView();
    private long appliedIndex;
    private long visibleCount;

    // Of the entry being looked at.
    private final Set<Transaction> shown = new HashSet<>();
    private final Set<Transaction> putAside = new HashSet<>();
    private final Map<Transaction, Decision> ends = new HashMap<>();

    /** Whether other checkers have nothing to do with messages of this topic. */
    static boolean isOurs(String topic) {
        return topic.equals(TOPIC) || topic.equals(Names.HALF_TOPIC) || topic.equals(Names.TRANSACTION_CHECK_MAX_TOPIC);
    }

    Transaction begin(int queueId, int paddingBytes, Decision wanted) {
        Sent message = new Sent(FIRST_NUMBER + byNumber.size(), TOPIC, queueId, paddingBytes, NO_QUEUE);
        Transaction transaction = new Transaction(message, wanted);
        byNumber.put(message.number, transaction);
        return transaction;
    }

    /** The transaction that the log has there. */
    Transaction at(OpenTransaction open) {
        Transaction transaction = byHalfOffset.get(open.queueOffset());
        if (transaction == null || transaction.halfPosition != open.position()) {
            throw new CheckFailure("transactions: all or nothing", "nobody began what a node holds as " + open);
        }
        return transaction;
    }

    boolean hasOpen() {
        return byHalfOffset.values().stream().anyMatch(Transaction::isOpen);
    }

    String openOnes() {
        return byHalfOffset.values().stream()
                .filter(Transaction::isOpen)
                .toList()
                .toString();
    }

    @Override
    public void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {
        if (meta.index() != appliedIndex + 1) {
            return; // another node was first
        }
        appliedIndex = meta.index();
        ByteBuffer bytes = entry.slice();
        if (EntryHeader.kind(bytes) != EntryKind.RECORDS) {
            return;
        }
        shown.clear();
        putAside.clear();
        ends.clear();
        int at = EntryHeader.BYTES;
        for (int count = EntryHeader.recordCount(bytes); count > 0; count--) {
            int sizeBytes = bytes.getInt(at);
            if (RecordLayout.isMessageMagic(bytes.getInt(at + Integer.BYTES))) {
                message(view.wrap(bytes, at));
            } else {
                command(CommandCodec.decode(bytes, at, sizeBytes));
            }
            at += sizeBytes;
        }
        judge();
    }

    private void message(MessageRecordView record) {
        if (!isOurs(record.topic())) {
            return;
        }
        Transaction transaction = byNumber.get(Sent.numberOf(record.body()));
        if (transaction == null || !transaction.message.body().equals(record.body())) {
            throw new CheckFailure(
                    "no invented message", "nobody sent the transaction's message at " + record.position());
        }
        switch (record.topic()) {
            case Names.HALF_TOPIC -> begun(transaction, record);
            case Names.TRANSACTION_CHECK_MAX_TOPIC -> putAside.add(transaction);
            default -> seen(transaction, record);
        }
    }

    private void begun(Transaction transaction, MessageRecordView record) {
        if (transaction.halfPosition >= 0) {
            throw new CheckFailure("no duplicates", transaction + " begins again at " + record.position());
        }
        if (transaction.settled && transaction.sent == Outcome.FAIL) {
            throw new CheckFailure(
                    "no refused message", transaction + " was refused, and begins at " + record.position());
        }
        transaction.halfOffset = record.queueOffset();
        transaction.halfPosition = record.position();
        byHalfOffset.put(transaction.halfOffset, transaction);
    }

    private void seen(Transaction transaction, MessageRecordView record) {
        boolean asSent = record.queueId() == transaction.message.queueId
                && record.preparedTransactionOffset() == transaction.halfPosition
                && SysFlag.transaction(record.sysFlag()) == SysFlag.TRANSACTION_COMMIT;
        if (transaction.decided != Decision.COMMIT || transaction.ended != null || !asSent || !shown.add(transaction)) {
            throw new CheckFailure(
                    "transactions: none undecided visible", "visible at " + record.position() + " is " + transaction);
        }
        visibleCount++;
    }

    private void command(Command command) {
        if (command instanceof TransactionEnd end) {
            Transaction transaction = byHalfOffset.get(end.queueOffset());
            if (transaction == null
                    || transaction.halfPosition != end.position()
                    || transaction.ended != null
                    || ends.put(transaction, end.decision()) != null) {
                throw new CheckFailure("transactions: ended once", end + " ends " + transaction);
            }
        }
    }

    private void judge() {
        Set<Transaction> committed = new HashSet<>();
        Set<Transaction> discarded = new HashSet<>();
        ends.forEach((transaction, decision) -> {
            if (decision == Decision.ROLLBACK && transaction.decided != Decision.ROLLBACK) {
                throw new CheckFailure("transactions: all or nothing", "rolled back is " + transaction);
            }
            if (decision != Decision.ROLLBACK) {
                (decision == Decision.COMMIT ? committed : discarded).add(transaction);
            }
            transaction.ended = decision;
        });
        if (!shown.equals(committed) || !putAside.equals(discarded)) {
            throw new CheckFailure(
                    "transactions: all or nothing",
                    "entry " + appliedIndex + " shows " + shown + " and ends " + committed + ", puts aside " + putAside
                            + " and ends " + discarded);
        }
    }

    /** The node answers that the half message is stored. */
    void acknowledged(Transaction transaction, long halfOffset, long halfPosition) {
        if (transaction.halfOffset != halfOffset || transaction.halfPosition != halfPosition) {
            throw new CheckFailure(
                    "no acknowledged message lost", transaction + " is acknowledged at position " + halfPosition);
        }
    }

    /** A node answers that it has ended so. */
    void acknowledgedEnd(Transaction transaction, Decision decision) {
        if (transaction.ended != decision) {
            throw new CheckFailure(
                    "no acknowledged message lost", "the end " + decision + " is acknowledged of " + transaction);
        }
    }

    /** A node that has applied all holds those that are open as open and no others, and shows what is visible. */
    void checkAt(SimulatedNode node) {
        long openCount =
                byHalfOffset.values().stream().filter(Transaction::isOpen).count();
        for (OpenTransaction open : node.state().transactions().all()) {
            if (!at(open).isOpen()) {
                throw new CheckFailure("transactions: ended once", node + " holds as open " + at(open));
            }
        }
        if (node.state().transactions().count() != openCount) {
            throw new CheckFailure(
                    "transactions: none lost",
                    node + " holds " + node.state().transactions().count() + " as open, the log " + openOnes());
        }
        long shownCount = node.state().queues().queueIdsOf(TOPIC).stream()
                .mapToLong(queueId -> node.state().queues().maxOffset(TOPIC, queueId))
                .sum();
        if (shownCount != visibleCount) {
            throw new CheckFailure(
                    "transactions: none lost", node + " shows " + shownCount + " messages, the log " + visibleCount);
        }
    }
}
