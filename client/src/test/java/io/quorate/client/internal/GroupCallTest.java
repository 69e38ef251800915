package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quorate.client.internal.GroupCall.Answer;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCallTest {
    private static final int REQUEST_CODE = 310;
    private static final long TOTAL_MILLIS = 10_000;
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    private final VirtualLoop loop = new VirtualLoop();
    private final FakeNetwork network = new FakeNetwork(loop);
    private final Replicas replicas = new Replicas(loop::nanoTime);
    private final Plan plan = new Plan();

    private static final class Plan implements GroupCall.Plan {
        private CompletableFuture<Target> target =
                CompletableFuture.completedFuture(new Target("broker-a", List.of("n1", "n2", "n3")));
        private int doubtCount;
        private boolean abandoned;

        @Override
        public CompletableFuture<Target> target(boolean maybeDone) {
            return target;
        }

        @Override
        public RemotingCommand request(Target target) {
            return RemotingCommand.request(REQUEST_CODE);
        }

        @Override
        public boolean isAbandoned() {
            return abandoned;
        }

        @Override
        public void routeDoubtful(Target target) {
            doubtCount++;
        }
    }

    private CompletableFuture<Answer> start() {
        return GroupCall.start(
                plan,
                network,
                replicas,
                loop,
                ATTEMPT,
                loop.nanoTime() + Duration.ofMillis(TOTAL_MILLIS).toNanos());
    }

    private static CallFailure failureOf(CompletableFuture<Answer> call) {
        assertThat(call).isCompletedExceptionally();
        return (CallFailure) GroupCall.unwrap(catchThrowable(call::join));
    }

    @Test
    void theFirstAddressAnswersAndNobodyElseIsAsked() {
        network.on("n1", FakeNetwork.answers(ResponseCode.SUCCESS));
        CompletableFuture<Answer> call = start();
        loop.advance(10);
        assertThat(call.join().attemptCount()).isEqualTo(1);
        assertThat(call.join().maybeDone()).isFalse();
        assertThat(network.addresses()).containsExactly("n1");
        assertThat(plan.doubtCount).isZero();
    }

    @Test
    void anUnreachableLeaderIsPassedOverAtOnceAndTheRouteIsDoubted() {
        network.on("n1", FakeNetwork.UNREACHABLE).on("n2", FakeNetwork.answers(ResponseCode.SUCCESS));
        CompletableFuture<Answer> call = start();
        loop.advance(5);
        assertThat(call.join().address()).isEqualTo("n2");
        assertThat(call.join().maybeDone()).as("nothing was sent to n1").isFalse();
        assertThat(plan.doubtCount).isEqualTo(1);
    }

    @Test
    void aBrokenConnectionLeavesTheFateOpenEvenIfAnotherReplicaAnswers() {
        network.on("n1", FakeNetwork.HANGS_UP).on("n2", FakeNetwork.answers(ResponseCode.SUCCESS));
        CompletableFuture<Answer> call = start();
        loop.advance(5);
        assertThat(call.join().maybeDone()).isTrue();
    }

    @Test
    void aSilentReplicaCostsOneAttemptTimeout() {
        network.on("n1", FakeNetwork.SILENT).on("n2", FakeNetwork.answers(ResponseCode.SUCCESS));
        CompletableFuture<Answer> call = start();
        loop.advance(ATTEMPT.toMillis() - 1);
        assertThat(call).isNotDone();
        loop.advance(10);
        assertThat(call.join().address()).isEqualTo("n2");
        assertThat(call.join().maybeDone()).isTrue();
    }

    @Test
    void whatOneCallLearnsSparesTheNextItsFailure() {
        network.on("n1", FakeNetwork.HANGS_UP).on("n2", FakeNetwork.answers(ResponseCode.SUCCESS));
        var unusedFirst = start();
        loop.advance(5);
        network.sent.clear();
        CompletableFuture<Answer> second = start();
        loop.advance(5);
        assertThat(second.join().attemptCount()).isEqualTo(1);
        assertThat(network.addresses()).containsExactly("n2");
    }

    @Test
    void theLeaderNamedInAnAnswerGetsTheNextCallDirectly() {
        network.on(
                        "n1",
                        request ->
                                RemotingCommand.response(ResponseCode.SUCCESS).field(GroupCall.LEADER_FIELD, "n3"))
                .on("n3", FakeNetwork.answers(ResponseCode.SUCCESS));
        var unusedFirst = start();
        loop.advance(5);
        var unusedSecond = start();
        loop.advance(5);
        assertThat(network.addresses()).containsExactly("n1", "n3");
    }

    @Test
    void anElectionIsWaitedOutInRoundsThatBackOff() {
        long endMillis = loop.nowMillis() + 400;
        FakeNetwork.Behaviour electing = request -> loop.nowMillis() < endMillis
                ? RemotingCommand.response(ResponseCode.SERVICE_NOT_AVAILABLE, "no leader")
                : RemotingCommand.response(ResponseCode.SUCCESS);
        network.on("n1", electing).on("n2", electing).on("n3", electing);
        CompletableFuture<Answer> call = start();
        loop.advance(TOTAL_MILLIS);
        assertThat(call.join().response().code()).isEqualTo(ResponseCode.SUCCESS);
        long doneAfterMillis = network.sent.get(network.sent.size() - 1).atMillis() - endMillis;
        assertThat(doneAfterMillis).isBetween(0L, GroupCall.BACKOFF.millisMax());
        assertThat(network.sent).as("no storm").hasSizeLessThan(40);
    }

    @Test
    void aBusyGroupIsNotAskedThroughItsOtherReplicasAtOnce() {
        int[] busyCount = {1};
        network.on(
                "n1",
                request -> busyCount[0]-- > 0
                        ? RemotingCommand.response(ResponseCode.SYSTEM_BUSY, "busy")
                        : RemotingCommand.response(ResponseCode.SUCCESS));
        CompletableFuture<Answer> call = start();
        loop.advance(TOTAL_MILLIS);
        assertThat(call.join().attemptCount()).isEqualTo(2);
        assertThat(network.addresses()).containsOnly("n1");
    }

    @Test
    void aLeaderThatStaysBusyMayBeCutOffSoOthersAreAsked() {
        network.on("n1", FakeNetwork.answers(ResponseCode.SYSTEM_BUSY))
                .on("n2", FakeNetwork.answers(ResponseCode.SUCCESS));
        replicas.leads("broker-a", "n1");
        CompletableFuture<Answer> call = start();
        loop.advance(1_000);
        assertThat(network.addresses()).containsExactly("n1", "n1", "n2");
        assertThat(call.join().maybeDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ResponseCode.MESSAGE_ILLEGAL,
                ResponseCode.NO_PERMISSION,
                ResponseCode.INVALID_PARAMETER,
                ResponseCode.REQUEST_CODE_NOT_SUPPORTED
            })
    void aFinalRefusalIsTheAnswer(int code) {
        network.on("n1", FakeNetwork.answers(code));
        CompletableFuture<Answer> call = start();
        loop.advance(5);
        assertThat(call.join().response().code()).isEqualTo(code);
        assertThat(call.join().attemptCount()).isEqualTo(1);
    }

    @Test
    void anUnknownTopicIsDoubtedForAWhileAndThenBelieved() {
        network.on("n1", FakeNetwork.answers(ResponseCode.TOPIC_NOT_EXIST));
        CompletableFuture<Answer> call = start();
        loop.advance(GroupCall.UNKNOWN_TOPIC_PATIENCE.toMillis() - 500);
        assertThat(call).isNotDone();
        loop.advance(1_000);
        assertThat(call.join().response().code()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST);
        assertThat(plan.doubtCount).isPositive();
    }

    @Test
    void noRouteIsDoubtedForAWhileAndThenFinal() {
        plan.target = CompletableFuture.failedFuture(CallFailure.noRoute("nobody knows it"));
        CompletableFuture<Answer> call = start();
        loop.advance(GroupCall.UNKNOWN_TOPIC_PATIENCE.toMillis() - 500);
        assertThat(call).isNotDone();
        loop.advance(1_000);
        CallFailure failure = failureOf(call);
        assertThat(failure.reason()).isEqualTo(CallFailure.Reason.NO_ROUTE);
        assertThat(failure.maybeDone()).isFalse();
    }

    @Test
    void aRouteThatNeverComesDoesNotOutlastTheDeadline() {
        plan.target = new CompletableFuture<>();
        CompletableFuture<Answer> call = start();
        loop.advance(TOTAL_MILLIS + 500);
        assertThat(failureOf(call).reason()).isEqualTo(CallFailure.Reason.DEADLINE);
        assertThat(plan.target).as("others may wait for it").isNotDone();
    }

    @Test
    void anAbandonedCallAsksNobodyElse() {
        CompletableFuture<Answer> call = start();
        plan.abandoned = true;
        loop.advance(1_000);
        assertThat(failureOf(call).reason()).isEqualTo(CallFailure.Reason.CLOSED);
        assertThat(network.sent).hasSize(3);
    }

    /**
     * Whatever the replicas do, the call ends by its deadline, and it calls itself certainly not done only if every
     * attempt was.
     */
    @Property(tries = 300)
    void theCallEndsByItsDeadlineAndDoesNotClaimToKnowMoreThanItCan(
            @ForAll @Size(min = 3, max = 12) List<@IntRange(min = 0, max = 6) Integer> script) {
        VirtualLoop world = new VirtualLoop();
        FakeNetwork net = new FakeNetwork(world);
        boolean[] mayBeDone = {false};
        int[] step = {0};
        FakeNetwork.Behaviour scripted = request -> {
            int next = script.get(step[0]++ % script.size());
            mayBeDone[0] |= next == 1 || next == 2 || next == 3 || next == 4;
            return switch (next) {
                case 0 -> throw new RemotingException(RemotingException.Reason.CONNECT_FAILED, "refused");
                case 1 -> throw new RemotingException(RemotingException.Reason.CONNECTION_CLOSED, "closed");
                case 2 -> null;
                case 3 -> RemotingCommand.response(ResponseCode.SERVICE_NOT_AVAILABLE);
                case 4 -> RemotingCommand.response(ResponseCode.SYSTEM_BUSY);
                case 5 -> throw new RemotingException(RemotingException.Reason.TOO_MANY_IN_FLIGHT, "full");
                default -> RemotingCommand.response(ResponseCode.GO_AWAY);
            };
        };
        net.on("n1", scripted).on("n2", scripted).on("n3", scripted);
        CompletableFuture<Answer> call = GroupCall.start(
                new Plan(),
                net,
                new Replicas(world::nanoTime),
                world,
                ATTEMPT,
                world.nanoTime() + Duration.ofMillis(TOTAL_MILLIS).toNanos());
        world.advance(TOTAL_MILLIS + 10);
        CallFailure failure = failureOf(call);
        assertThat(failure.reason()).isEqualTo(CallFailure.Reason.DEADLINE);
        assertThat(failure.maybeDone()).isEqualTo(mayBeDone[0]);
        assertThat(failure.attemptCount()).isEqualTo(net.sent.size()).isLessThan(400);
    }
}
