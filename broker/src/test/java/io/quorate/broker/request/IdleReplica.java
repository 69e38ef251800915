package io.quorate.broker.request;

import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.MembershipEdit;
import io.quorate.raft.runtime.MembershipOutcome;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaListener;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ScrubView;
import io.quorate.raft.runtime.TransferOutcome;
import io.quorate.remoting.RemotingCommand;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What stands behind a handler under test: n1, in some office, and nothing may be asked of it but what the test overrides. */
abstract class IdleReplica implements ReplicaHandle {
    static final NodeId N1 = new NodeId("n1");

    static ReplicaView view(Role role, long term, Optional<NodeId> leader, boolean serving) {
        return new ReplicaView(
                N1,
                role,
                term,
                leader,
                serving,
                0,
                0,
                0,
                0,
                0,
                0,
                new IndexedMembership(0, Membership.NONE),
                true,
                false);
    }

    @Override
    public void addListener(ReplicaListener listener) {
        listener.viewChanged(view());
    }

    @Override
    public CompletableFuture<RemotingCommand> forward(
            RemotingCommand request, InetSocketAddress client, Duration timeout) {
        throw new AssertionError("nothing is to be passed on");
    }

    @Override
    public CompletableFuture<ReadOutcome> readIndex() {
        throw new AssertionError("nothing is to be read");
    }

    @Override
    public void propose(Proposal proposal) {
        throw new AssertionError("nothing is to be proposed");
    }

    @Override
    public void releaseUpTo(long position, boolean urgent) {
        throw new AssertionError("nothing is to be let go of");
    }

    @Override
    public CompletableFuture<MembershipOutcome> changeMembership(MembershipEdit edit) {
        throw new AssertionError("nobody is to come or go");
    }

    @Override
    public CompletableFuture<Introduction> ask(String peerAddress) {
        throw new AssertionError("nobody is to be asked who it is");
    }

    @Override
    public CompletableFuture<TransferOutcome> transferLeadership(Optional<NodeId> target) {
        throw new AssertionError("leadership is not to move");
    }

    @Override
    public CompletableFuture<NodeView> describe() {
        throw new AssertionError("nobody looks at the replica");
    }

    @Override
    public long logMillis() {
        return 0;
    }

    @Override
    public ScrubView scrub() {
        return ScrubView.NOTHING;
    }

    @Override
    public Optional<String> outsideBecause() {
        return Optional.empty();
    }
}
