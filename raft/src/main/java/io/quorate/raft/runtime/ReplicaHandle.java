package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.membership.Introduction;
import io.quorate.remoting.RemotingCommand;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the broker needs of its running replica. Safe from any thread; nothing blocks. */
public interface ReplicaHandle {
    /** Hands records over to be appended; their fate comes through {@link Proposal#complete} on the replica loop. */
    void propose(Proposal proposal);

    /**
     * Completes once this replica has applied all that was acknowledged anywhere in the group by now (ReadIndex): what is
     * read of its state after that is not stale, on a follower neither. Costs the leader one question to the others, shared
     * by all who ask about the same time. Completes on the replica loop; never exceptionally.
     */
    CompletableFuture<ReadOutcome> readIndex();

    /** The core's own view, with what a leader knows of its peers. */
    CompletableFuture<NodeView> describe();

    /** The newest published view. */
    ReplicaView view();

    /**
     * The time that entries get, in ms since 1970: the wall clock's, but not before the newest entry's. While the clock is behind
     * the log, as after it was set back, time goes on at seven eighths of its speed.
     */
    long logMillis();

    /** What has been done for the log on the disk since the start. */
    ScrubView scrub();

    /** Adds a listener; it hears the present view first. */
    void addListener(ReplicaListener listener);

    /**
     * Sends a client's request to the leader over the peer connection and completes with its answer. Fails with a {@link
     * io.quorate.remoting.RemotingException} when there is no leader to reach. Takes its own hold on the request's body.
     *
     * @param client where the request came from, told to the leader
     */
    CompletableFuture<RemotingCommand> forward(RemotingCommand request, InetSocketAddress client, Duration timeout);

    /**
     * Hands leadership to the named or the most caught-up voter.
     *
     * @return completes once another replica leads, or with the reason why none does; never exceptionally
     */
    CompletableFuture<TransferOutcome> transferLeadership(Optional<NodeId> target);

    /**
     * What was appended before this position may leave this replica's log. Its base moves as far towards it as there is a
     * snapshot of something flushed, committed and applied, and nothing before it is needed any more; nothing happens when
     * there is none.
     *
     * @param urgent not even a follower in contact that still needs it is waited for: it will get the snapshot
     */
    void releaseUpTo(long position, boolean urgent);

    /**
     * Changes the group's membership, if this replica leads. Never completes exceptionally; not before the change is committed
     * or certain not to be, which may take long while a majority is down.
     */
    CompletableFuture<MembershipOutcome> changeMembership(MembershipEdit edit);

    /**
     * Asks the node that listens at this peer address who it is and on which disk. Fails, with a sentence for the operator, if
     * none of our cluster and group answers there.
     */
    CompletableFuture<Introduction> ask(String peerAddress);

    /** Why this replica is no member of its group, in words for the operator; empty if it is one. */
    Optional<String> outsideBecause();
}
