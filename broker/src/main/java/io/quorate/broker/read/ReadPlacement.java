package io.quorate.broker.read;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.ReadFromFollowers;
import io.quorate.broker.state.BrokerState;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.raft.NodeView;
import io.quorate.raft.PeerProgress;
import io.quorate.raft.runtime.ReplicaView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Tells each consumer, with the answer to a pull, from which replica to pull next. Only advice: consumers that find no such
 * replica in the route take any, and every replica serves whoever comes. Any thread.
 *
 * <p>The leader sends consumers to followers; a follower keeps them or sends them back. What only the leader may say (that an
 * offset is wrong) is asked of the leader, so a consumer never goes round in circles at a follower.
 */
public final class ReadPlacement {
    /** Broker id under which whoever leads is listed. */
    public static final long LEADER = 0;

    /** A follower that was silent for longer gets no new readers. */
    private static final int SILENT_TICKS_MAX = 20;

    /** Nor one that lacks more entries: its readers would see everything late. */
    private static final int ENTRIES_BEHIND_MAX = 1000;

    private final ReadFromFollowers mode;
    private final long lagBytes;
    private final long ownBrokerId;
    private final BrokerState state;
    private final Supplier<ReplicaView> view;

    /** Broker ids of followers fit for readers, sorted; none unless this replica leads. */
    private volatile List<Long> ready = List.of();

    /**
     * @param lagBytes who reads what is older than so many bytes lags
     * @param ownBrokerId with which this replica registers while it follows
     */
    public ReadPlacement(
            ReadFromFollowers mode, long lagBytes, long ownBrokerId, BrokerState state, Supplier<ReplicaView> view) {
        this.mode = mode;
        this.lagBytes = lagBytes;
        this.ownBrokerId = ownBrokerId;
        this.state = state;
        this.view = view;
    }

    /** Whether {@link #observe} is of any use. */
    public boolean wantsViews() {
        return mode != ReadFromFollowers.NEVER;
    }

    /** To be called every second or so with what a leader knows of its followers. */
    public void observe(NodeView node) {
        ready = node.peers().stream()
                .filter(peer -> isReady(peer, node.committedIndex()))
                .map(peer -> BrokerConfig.followerBrokerId(peer.peer().value()))
                .sorted()
                .toList();
    }

    private static boolean isReady(PeerProgress peer, long committedIndex) {
        return peer.silentTicks() <= SILENT_TICKS_MAX && committedIndex - peer.flushedIndex() <= ENTRIES_BEHIND_MAX;
    }

    /** Where to pull from after this result. */
    public long brokerIdFor(String topic, int queueId, PullResult result) {
        return switch (mode) {
            case NEVER -> LEADER;
            case LAGGING -> lagging(topic, queueId, result);
            case BALANCE -> balanced(topic, queueId, result);
        };
    }

    private long lagging(String topic, int queueId, PullResult result) {
        OptionalLong behind = behindBytes(topic, queueId, result);
        if (behind.isEmpty()) {
            return LEADER;
        }
        if (view.get().serving()) {
            return behind.getAsLong() > lagBytes ? anyReady(topic, queueId) : LEADER;
        }
        // Half as much to come back as to go: nobody is sent to and fro at the border.
        return behind.getAsLong() > lagBytes / 2 ? ownBrokerId : LEADER;
    }

    private long anyReady(String topic, int queueId) {
        List<Long> followers = ready;
        return followers.isEmpty() ? LEADER : followers.get(Math.floorMod(hash(topic, queueId), followers.size()));
    }

    private long balanced(String topic, int queueId, PullResult result) {
        ReplicaView now = view.get();
        if (!now.serving()) {
            return result.isForTheLeader() || now.repairing() ? LEADER : ownBrokerId;
        }
        List<Long> followers = ready;
        int place = Math.floorMod(hash(topic, queueId), followers.size() + 1);
        return place == 0 ? LEADER : followers.get(place - 1);
    }

    /** By the queue alone: all consumer groups that read it share one replica's page cache. */
    private static int hash(String topic, int queueId) {
        return topic.hashCode() + queueId; // neighbouring queues come to different replicas
    }

    /** Bytes of the log from the next message wanted to the end; empty if there is no such message, yet or any more. */
    private OptionalLong behindBytes(String topic, int queueId, PullResult result) {
        if (result.nextBeginOffset() >= result.maxOffset()) {
            return OptionalLong.empty();
        }
        try {
            Optional<QueueView> queue = state.queues().find(topic, queueId).map(QueueIndex::view);
            return queue.isPresent() && queue.get().contains(result.nextBeginOffset())
                    ? OptionalLong.of(state.applied().position() - queue.get().position(result.nextBeginOffset()))
                    : OptionalLong.empty();
        } catch (MissingIndexException | IndexOutOfBoundsException gone) {
            return OptionalLong.empty();
        }
    }
}
