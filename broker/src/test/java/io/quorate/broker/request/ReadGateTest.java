package io.quorate.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.LimitConfig;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.runtime.ReadOutcome;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private static final Optional<NodeId> N2 = Optional.of(new NodeId("n2"));
    private static final int LEADER_WAIT_MILLIS = 1000;
    private static final int PARKED_MAX = 2;

    private final Asked replica = new Asked();
    private final LimitConfig limits = new LimitConfig(1 << 20, 3000, LEADER_WAIT_MILLIS, PARKED_MAX, 10);
    private final LeaderGate leaders = new LeaderGate(replica, limits, Runnable::run, () -> replica.nowMillis);
    private final ReadGate gate = new ReadGate(replica, leaders, limits, Runnable::run, () -> replica.nowMillis);
    private final List<RemotingCommand> answers = new ArrayList<>();
    private final RequestHandler handler =
            gate.guard(context -> context.respond(RemotingCommand.response(ResponseCode.SUCCESS)));

    @Test
    void isServedWhenTheGroupHasConfirmedAndNotBefore() throws Exception {
        replica.see(N2);
        handler.handle(request());
        assertThat(answers).isEmpty();
        replica.answer(new ReadOutcome.Current(7));
        assertThat(codes()).containsExactly(ResponseCode.SUCCESS);
    }

    @Test
    void isRefusedWhenTooManyWaitForAThreadAndIsNotServedOnTheReplicasOwn() throws Exception {
        Executor full = work -> {
            throw new RejectedExecutionException("full");
        };
        ReadGate busy = new ReadGate(replica, leaders, limits, full, () -> replica.nowMillis);
        replica.see(N2);
        busy.guard(context -> context.respond(RemotingCommand.response(ResponseCode.SUCCESS)))
                .handle(request());
        replica.answer(new ReadOutcome.Current(7));
        assertThat(codes()).containsExactly(ResponseCode.SYSTEM_BUSY);
    }

    @Test
    void withoutALeaderIsRefusedAtOnce() throws Exception {
        handler.handle(request());
        replica.answer(new ReadOutcome.NoLeader(Optional.empty()));
        assertThat(codes()).containsExactly(ResponseCode.SERVICE_NOT_AVAILABLE);
        assertThat(answers.get(0).remark()).contains("no leader is elected at the moment (term 3)");
    }

    @Test
    void whileTheLeaderChangesItWaitsAndAsksTheNewOne() throws Exception {
        replica.see(N2);
        handler.handle(request());
        replica.see(Optional.empty());
        replica.answer(new ReadOutcome.NoLeader(Optional.empty()));
        assertThat(answers).isEmpty();
        replica.see(N2);
        replica.answer(new ReadOutcome.Current(7));
        assertThat(codes()).containsExactly(ResponseCode.SUCCESS);
    }

    @Test
    void aLeaderThatDoesNotConfirmIsNotAskedForEver() throws Exception {
        replica.see(N2);
        handler.handle(request());
        replica.answer(new ReadOutcome.NoLeader(N2));
        for (int tick = 1; tick <= LEADER_WAIT_MILLIS / 100; tick++) {
            assertThat(answers).isEmpty();
            replica.nowMillis += 100;
            gate.tick();
            replica.answer(new ReadOutcome.NoLeader(N2));
        }
        assertThat(codes()).containsExactly(ResponseCode.SERVICE_NOT_AVAILABLE);
    }

    @Test
    void overTheBoundsIsRefused() throws Exception {
        replica.see(N2);
        for (int i = 0; i <= PARKED_MAX; i++) {
            handler.handle(request());
            replica.answer(new ReadOutcome.NoLeader(N2));
        }
        assertThat(codes()).containsExactly(ResponseCode.SERVICE_NOT_AVAILABLE);
        handler.handle(request());
        replica.answer(new ReadOutcome.Overloaded(20_000));
        assertThat(codes()).containsExactly(ResponseCode.SERVICE_NOT_AVAILABLE, ResponseCode.SYSTEM_BUSY);
    }

    @Test
    void aHandlersRefusalIsTheAnswer() throws Exception {
        RequestHandler refusing = gate.guard(context -> {
            throw new RequestException(ResponseCode.TOPIC_NOT_EXIST, "no such topic");
        });
        refusing.handle(request());
        replica.answer(new ReadOutcome.Current(1));
        assertThat(codes()).containsExactly(ResponseCode.TOPIC_NOT_EXIST);
    }

    private LooseRequest request() {
        return new LooseRequest(RemotingCommand.request(RequestCode.GET_MAX_OFFSET), answers::add);
    }

    private List<Integer> codes() {
        return answers.stream().map(RemotingCommand::code).toList();
    }

    /** A replica that is asked, and answers when the test says so. */
    private final class Asked extends IdleReplica {
        private final Queue<CompletableFuture<ReadOutcome>> asked = new ArrayDeque<>();
        private Optional<NodeId> leader = Optional.empty();
        private long nowMillis;

        @Override
        public CompletableFuture<ReadOutcome> readIndex() {
            CompletableFuture<ReadOutcome> read = new CompletableFuture<>();
            asked.add(read);
            return read;
        }

        void answer(ReadOutcome outcome) {
            assertThat(asked).as("reads that wait").hasSize(1);
            asked.remove().complete(outcome);
        }

        void see(Optional<NodeId> newLeader) {
            leader = newLeader;
            leaders.viewChanged(view());
            gate.viewChanged(view());
        }

        @Override
        public ReplicaView view() {
            return view(Role.FOLLOWER, 3, leader, false);
        }
    }
}
