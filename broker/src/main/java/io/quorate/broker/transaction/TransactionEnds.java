package io.quorate.broker.transaction;

import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.BundleProposal;
import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.LeaderDuty;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.TransactionEnd;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Ends transactions, each once. A commit puts the visible message and the mark that the transaction is over into one entry; since
 * a message in the log cannot be taken back, no second such entry may follow. Three things keep it away:
 *
 * <pre>
 *   the first is applied                  the table has no such open transaction any more
 *   the first is under way, same leader   it is in underWay, from before the table is asked until after it is applied
 *   the first was another leader's        a leader serves once it has applied all of earlier terms; and a proposal made in
 *                                         an earlier leadership of this node is not appended in a later one
 * </pre>
 *
 * <p>Safe from any thread.
 */
public final class TransactionEnds implements LeaderDuty {
    private static final long NOT_LEADING = 0;

    private final BrokerState state;
    private final MessageLookup lookup;
    // Bounded as open transactions are.
    private final Map<Long, Ending> underWay = new ConcurrentHashMap<>();
    private volatile long term = NOT_LEADING;

    public TransactionEnds(BrokerState state, MessageLookup lookup) {
        this.state = state;
        this.lookup = lookup;
    }

    @Override
    public void leadershipGained(long gainedTerm) {
        underWay.clear();
        term = gainedTerm;
    }

    @Override
    public void leadershipLost() {
        term = NOT_LEADING;
        underWay.clear();
    }

    /** Names this leadership; 0 while this node does not lead. */
    long leadership() {
        return term;
    }

    /** Whether it is still the leadership of this name. */
    boolean isLeadership(long name) {
        return name != NOT_LEADING && name == term;
    }

    /**
     * Begins to end a transaction. Whoever gets the ending must propose or cancel it.
     *
     * @param position of the half message, to tell it from another one at the same queue offset
     * @param producerGroup that wants it
     * @throws RequestException SYSTEM_ERROR if there is no such open transaction of this group, it is being ended already, or
     *     its half message cannot be read; TOPIC_NOT_EXIST if a commit would have nowhere to go
     */
    public Ending begin(long queueOffset, long position, String producerGroup, Decision decision)
            throws RequestException {
        Ending ending = new Ending(queueOffset, term);
        // Before the table is looked at: what ended meanwhile is either seen here or seen there.
        if (underWay.putIfAbsent(queueOffset, ending) != null) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "the transaction " + queueOffset + " is being ended already");
        }
        boolean prepared = false;
        try {
            OpenTransaction open = find(queueOffset, position, producerGroup);
            ending.prepare(new TransactionEnd(queueOffset, position, decision), messages(open, decision));
            prepared = true;
            return ending;
        } finally {
            if (!prepared) {
                ending.cancel();
            }
        }
    }

    private OpenTransaction find(long queueOffset, long position, String producerGroup) throws RequestException {
        OpenTransaction open = state.transactions()
                .find(queueOffset)
                .filter(found -> found.position() == position)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "no transaction is open at queue offset " + queueOffset + ", position " + position
                                + ": it was decided or put aside before, or never began"));
        if (!open.producerGroup().equals(producerGroup)) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the transaction " + queueOffset + " is not the producer group's " + producerGroup);
        }
        return open;
    }

    private List<EncodedRecords> messages(OpenTransaction open, Decision decision) throws RequestException {
        if (decision == Decision.ROLLBACK) {
            return List.of();
        }
        HalfRecord half = new HalfRecord(recordOf(open));
        if (decision == Decision.DISCARD) {
            return List.of(half.discarded(open.checkCount()));
        }
        TopicConfig topic = state.topics()
                .find(half.realTopic())
                .orElseThrow(() -> new RequestException(
                        ResponseCode.TOPIC_NOT_EXIST,
                        "the topic " + half.realTopic() + " of the transaction " + open.queueOffset()
                                + " was deleted meanwhile"));
        int queueCount = topic.queueCount();
        return List.of(half.visible(open.checkCount(), queueCount));
    }

    private ByteBuffer recordOf(OpenTransaction open) throws RequestException {
        return lookup.byPosition(open.position())
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "the half message of the transaction " + open.queueOffset() + " cannot be read"));
    }

    /** One transaction on its way to its end. For one thread until it is proposed. */
    public final class Ending {
        private final long queueOffset;
        private final long madeIn;
        private BundleProposal proposal;
        private Consumer<ProposeOutcome> whenDone = outcome -> {};

        private Ending(long queueOffset, long madeIn) {
            this.queueOffset = queueOffset;
            this.madeIn = madeIn;
        }

        private void prepare(TransactionEnd end, List<EncodedRecords> messages) {
            proposal = new BundleProposal(
                    List.of(end),
                    messages,
                    state.offsetAssigner(),
                    (outcome, placements) -> done(outcome),
                    () -> !isLeadership(madeIn));
        }

        public int lengthBytes() {
            return proposal.lengthBytes();
        }

        /**
         * To be proposed as it is.
         *
         * @param completion hears the outcome, on the replica loop; a committed end is applied by then
         */
        public Proposal proposal(Consumer<ProposeOutcome> completion) {
            whenDone = completion;
            return proposal;
        }

        /** Nothing was proposed after all. */
        public void cancel() {
            underWay.remove(queueOffset, this);
        }

        private void done(ProposeOutcome outcome) {
            cancel();
            whenDone.accept(outcome);
        }
    }
}
