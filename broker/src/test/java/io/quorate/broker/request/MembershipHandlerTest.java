package io.quorate.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.LimitConfig;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.Objection;
import io.quorate.raft.runtime.MembershipEdit;
import io.quorate.raft.runtime.MembershipOutcome;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MembershipHandlerTest {
    private static final MembershipOutcome PASSING =
            new MembershipOutcome.Refused(Objection.passing("this leader took over just now"));
    private static final MembershipOutcome LASTING =
            new MembershipOutcome.Refused(Objection.lasting("node n3 has not caught up yet"));
    private static final MembershipOutcome DONE =
            new MembershipOutcome.Committed(new IndexedMembership(7, Membership.NONE));

    private final AtomicLong nowMillis = new AtomicLong();

    /** An operator removes the leader: its successor may not have committed anything yet when it is asked. */
    @Test
    void waitsForWhatStandsAgainstTheChangeOnlyForNow() throws Exception {
        Leader leader = new Leader(2, PASSING, DONE);
        assertThat(remove(leader).code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(leader.asked).hasValue(3);
    }

    @Test
    void saysAtOnceWhatWillNotPass() throws Exception {
        Leader leader = new Leader(1, LASTING, DONE);
        RemotingCommand answer = remove(leader);
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(answer.remark()).contains("has not caught up");
        assertThat(leader.asked).hasValue(1);
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        Leader leader = new Leader(Integer.MAX_VALUE, PASSING, DONE);
        RemotingCommand answer = remove(leader);
        assertThat(answer.code()).isEqualTo(ResponseCode.INVALID_PARAMETER);
        assertThat(answer.remark()).contains("took over just now");
        assertThat(leader.asked.get()).isBetween(2, 50);
    }

    private RemotingCommand remove(Leader leader) throws Exception {
        MembershipHandler handler = new MembershipHandler(leader, nowMillis::get);
        LimitConfig limits = new LimitConfig(1 << 20, 3000, 1000, 10, 10);
        LeaderGate gate = new LeaderGate(leader, limits, Runnable::run, nowMillis::get);
        CompletableFuture<RemotingCommand> answer = new CompletableFuture<>();
        RemotingCommand request = RemotingCommand.request(QuorateCode.CHANGE_MEMBERSHIP)
                .field("op", "remove")
                .field("node", "n2");
        gate.guard(handler::change).handle(new LooseRequest(request, answer::complete));
        return answer.get(30, TimeUnit.SECONDS);
    }

    /** Gives the first answer so many times, then the second; each time takes 100 ms. */
    private final class Leader extends IdleReplica {
        private final AtomicInteger asked = new AtomicInteger();
        private final int times;
        private final MembershipOutcome first;
        private final MembershipOutcome second;

        Leader(int times, MembershipOutcome first, MembershipOutcome second) {
            this.times = times;
            this.first = first;
            this.second = second;
        }

        @Override
        public ReplicaView view() {
            return view(Role.LEADER, 3, Optional.of(N1), true);
        }

        @Override
        public CompletableFuture<MembershipOutcome> changeMembership(MembershipEdit edit) {
            nowMillis.addAndGet(100);
            return CompletableFuture.completedFuture(asked.getAndIncrement() < times ? first : second);
        }
    }
}
