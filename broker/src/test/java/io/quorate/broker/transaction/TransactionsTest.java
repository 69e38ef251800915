package io.quorate.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.broker.state.TestReplica;
import io.quorate.broker.state.TopicDelete;
import io.quorate.broker.state.TopicPut;
import io.quorate.broker.state.TransactionEnd.Decision;
import io.quorate.broker.timer.LogClock;
import io.quorate.protocol.Names;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.runtime.Proposal;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends and checks of transactions on a leader without peers, step by step. */
class TransactionsTest {
    private static final TransactionChecks.Settings SETTINGS =
            new TransactionChecks.Settings(6_000, 30_000, 3, () -> 3_600_000);

    private TestReplica replica;
    private TransactionEnds ends;
    private TransactionChecks checks;
    private final List<OpenTransaction> asked = new ArrayList<>();
    private final Set<String> connected = new HashSet<>(Set.of("PG"));
    private final List<ProposeOutcome> outcomes = new ArrayList<>();
    private long term = 1;

    @BeforeEach
    void start() throws Exception {
        replica = new TestReplica();
        MessageLookup lookup = new MessageLookup(replica.state(), replica.log()::hold);
        ends = new TransactionEnds(replica.state(), lookup);
        ends.leadershipGained(term);
        checks = new TransactionChecks(
                replica.state(),
                ends,
                lookup,
                new Producers() {
                    @Override
                    public boolean isConnected(String producerGroup) {
                        return connected.contains(producerGroup);
                    }

                    @Override
                    public void ask(OpenTransaction transaction, HalfRecord half) {
                        asked.add(transaction);
                    }
                },
                SETTINGS,
                this::propose,
                Runnable::run,
                new LogClock(replica.state(), replica::nowMillis));
        replica.commit(replica.commands(TestReplica.createTopic("T")));
    }

    @AfterEach
    void stop() throws Exception {
        replica.close();
    }

    private void propose(Proposal proposal) {
        if (!proposal.isLapsed()) {
            replica.commit(proposal);
        } else {
            proposal.complete(new ProposeOutcome.NotLeader(Optional.empty()));
        }
    }

    private OpenTransaction half(String group, String more) throws RequestException {
        String properties = "TRAN_MSG\1true\2PGROUP\1" + group + "\2TAGS\1tag\2UNIQ_KEY\1U1\2DELAY\0013\2" + more;
        long queueOffset = replica.state().queues().maxOffset(Names.HALF_TOPIC, 0);
        replica.commit(new MessageProposal(
                List.of(),
                replica.encoder()
                        .encodeHalf(new IncomingMessage(
                                "T",
                                2,
                                SysFlag.TRANSACTION_PREPARED,
                                5,
                                77,
                                TestReplica.BORN_HOST,
                                0,
                                properties,
                                ByteBuffer.wrap("body".getBytes(StandardCharsets.UTF_8)))),
                replica.state().offsetAssigner(),
                (outcome, placement) -> {}));
        return replica.state().transactions().find(queueOffset).orElseThrow();
    }

    private Proposal end(OpenTransaction open, Decision decision) throws RequestException {
        return ends.begin(open.queueOffset(), open.position(), open.producerGroup(), decision)
                .proposal(outcomes::add);
    }

    private MessageRecordView stored(String topic, int queueId, long queueOffset) {
        long position = replica.state()
                .queues()
                .find(topic, queueId)
                .orElseThrow()
                .view()
                .position(queueOffset);
        return new MessageRecordView()
                .wrap(new MessageLookup(replica.state(), replica.log()::hold)
                        .byPosition(position)
                        .orElseThrow());
    }

    private long visible() {
        return replica.state().queues().maxOffset("T", 2);
    }

    @Test
    void aCommitShowsTheMessageAsItWasSent() throws Exception {
        OpenTransaction open = half("PG", "own\1value\2");
        assertThat(visible()).isZero();
        propose(end(open, Decision.COMMIT));
        assertThat(visible()).isEqualTo(1);
        MessageRecordView message = stored("T", 2, 0);
        assertThat(StandardCharsets.UTF_8.decode(message.body()).toString()).isEqualTo("body");
        assertThat(SysFlag.transaction(message.sysFlag())).isEqualTo(SysFlag.TRANSACTION_COMMIT);
        assertThat(message.preparedTransactionOffset()).isEqualTo(open.position());
        assertThat(message.flag()).isEqualTo(5);
        assertThat(message.bornTimestampMillis()).isEqualTo(77);
        assertThat(message.bornHost()).isEqualTo(TestReplica.BORN_HOST);
        assertThat(message.property("UNIQ_KEY")).contains("U1");
        assertThat(message.property("__transactionId__")).contains("U1");
        assertThat(message.property("TRAN_MSG")).contains("true");
        assertThat(message.property("own")).contains("value");
        assertThat(message.property("TAGS")).contains("tag");
        assertThat(message.property("REAL_TOPIC")).isEmpty();
        assertThat(message.property("REAL_QID")).isEmpty();
        assertThat(message.property("DELAY"))
                .as("delays do not go with transactions")
                .isEmpty();
        assertThat(message.property("TRANSACTION_CHECK_TIMES")).isEmpty();
        assertThat(SysFlag.transaction(stored(Names.HALF_TOPIC, 0, 0).sysFlag()))
                .isZero();
        assertThat(replica.state().transactions().count()).isZero();
    }

    @Test
    void aRollbackShowsNothing() throws Exception {
        propose(end(half("PG", ""), Decision.ROLLBACK));
        assertThat(visible()).isZero();
        assertThat(replica.state().transactions().count()).isZero();
    }

    @Test
    void whatIsBeingEndedIsNotEndedAgainUntilItsFateIsKnown() throws Exception {
        OpenTransaction open = half("PG", "");
        Proposal first = end(open, Decision.COMMIT);
        replica.append(first);
        assertRefused(() -> end(open, Decision.COMMIT), "being ended already");
        assertRefused(() -> end(open, Decision.ROLLBACK), "being ended already");
        replica.applyAll();
        assertRefused(() -> end(open, Decision.COMMIT), "no transaction is open");
        assertRefused(() -> end(open, Decision.ROLLBACK), "no transaction is open");
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void whatDidNotGetIntoTheLogMayBeEndedAgain() throws Exception {
        OpenTransaction open = half("PG", "");
        end(open, Decision.COMMIT).complete(new ProposeOutcome.Overloaded(1, 1));
        ends.begin(open.queueOffset(), open.position(), "PG", Decision.COMMIT).cancel();
        propose(end(open, Decision.COMMIT));
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void aProposalOfAnEarlierLeadershipIsNotAppendedInALaterOne() throws Exception {
        OpenTransaction open = half("PG", "");
        Proposal early = end(open, Decision.COMMIT);
        assertThat(early.isLapsed()).isFalse();
        ends.leadershipLost();
        assertThat(early.isLapsed()).isTrue();
        ends.leadershipGained(++term);
        assertThat(early.isLapsed()).isTrue();
        Proposal late = end(open, Decision.COMMIT);
        propose(early);
        assertThat(outcomes).hasAtLeastOneElementOfType(ProposeOutcome.NotLeader.class);
        assertRefused(() -> end(open, Decision.COMMIT), "being ended already"); // by the later one
        propose(late);
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void foreignEndsAreRefused() throws Exception {
        OpenTransaction open = half("PG", "");
        assertRefused(
                () -> ends.begin(open.queueOffset(), open.position(), "OTHER", Decision.COMMIT),
                "not the producer group's");
        assertRefused(
                () -> ends.begin(open.queueOffset(), open.position() + 1, "PG", Decision.COMMIT),
                "no transaction is open");
        assertRefused(
                () -> ends.begin(open.queueOffset() + 1, open.position(), "PG", Decision.COMMIT),
                "no transaction is open");
        propose(end(open, Decision.COMMIT)); // a refusal leaves nothing behind
        assertThat(visible()).isEqualTo(1);
    }

    @Test
    void aCommitWithNowhereToGoLeavesItOpen() throws Exception {
        OpenTransaction open = half("PG", "");
        replica.commit(replica.commands(new TopicDelete("T")));
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> end(open, Decision.COMMIT))
                .satisfies(e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.TOPIC_NOT_EXIST));
        assertThat(replica.state().transactions().count()).isEqualTo(1);
        propose(end(open, Decision.ROLLBACK));
        assertThat(replica.state().transactions().count()).isZero();
    }

    @Test
    void aQueueThatIsGoneMeanwhileIsReplacedByOneThatIsRead() throws Exception {
        OpenTransaction open = half("PG", "");
        TopicConfig smaller = TopicConfig.of("T", 2);
        replica.commit(replica.commands(new TopicPut(smaller, false)));
        propose(end(open, Decision.COMMIT));
        assertThat(replica.state().queues().maxOffset("T", 0)).isEqualTo(1);
    }

    @Test
    void producersAreAskedAfterTheTimeoutAndThenInIntervals() throws Exception {
        half("PG", "");
        replica.advanceMillis(5_999);
        checks.tick();
        assertThat(asked).isEmpty();
        replica.advanceMillis(1);
        checks.tick();
        checks.tick();
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).checkCount()).isEqualTo(1);
        replica.advanceMillis(29_999);
        checks.tick();
        assertThat(asked).hasSize(1);
        replica.advanceMillis(1);
        checks.tick();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).checkCount()).isEqualTo(2);
    }

    @Test
    void aMessageMaySayItselfWhenToAsk() throws Exception {
        half("PG", "CHECK_IMMUNITY_TIME_IN_SECONDS\00160\2");
        replica.advanceMillis(59_999);
        checks.tick();
        assertThat(asked).isEmpty();
        replica.advanceMillis(1);
        checks.tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    void nothingCountsWhileNoProducerIsConnected() throws Exception {
        OpenTransaction open = half("GONE", "");
        for (int i = 0; i < 10; i++) {
            replica.advanceMillis(30_000);
            checks.tick();
        }
        assertThat(replica.state()
                        .transactions()
                        .find(open.queueOffset())
                        .orElseThrow()
                        .checkCount())
                .isZero();
        connected.add("GONE");
        checks.tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatNobodyDecidesIsPutAsideOnce() throws Exception {
        OpenTransaction open = half("PG", "");
        for (int i = 0; i < 10; i++) {
            replica.advanceMillis(30_000);
            checks.tick();
        }
        assertThat(asked).hasSize(SETTINGS.checkMax());
        assertThat(replica.state().transactions().count()).isZero();
        assertThat(replica.state().queues().maxOffset(Names.TRANSACTION_CHECK_MAX_TOPIC, 0))
                .isEqualTo(1);
        assertThat(visible()).isZero();
        MessageRecordView aside = stored(Names.TRANSACTION_CHECK_MAX_TOPIC, 0, 0);
        assertThat(aside.property("REAL_TOPIC")).contains("T");
        assertThat(aside.property("TRANSACTION_CHECK_TIMES")).contains("3");
        assertRefused(() -> end(open, Decision.COMMIT), "no transaction is open");
    }

    @Test
    void whatIsTooOldIsPutAsideWithoutAnyProducer() throws Exception {
        half("GONE", "");
        replica.advanceMillis(SETTINGS.ageMillisMax().getAsLong());
        checks.tick();
        assertThat(replica.state().transactions().count()).isEqualTo(1);
        replica.advanceMillis(1);
        checks.tick();
        assertThat(replica.state().transactions().count()).isZero();
        assertThat(replica.state().queues().maxOffset(Names.TRANSACTION_CHECK_MAX_TOPIC, 0))
                .isEqualTo(1);
    }

    @Test
    void theVisibleMessageSaysHowOftenItsProducerWasAsked() throws Exception {
        OpenTransaction open = half("PG", "");
        replica.advanceMillis(6_000);
        checks.tick();
        propose(end(open, Decision.COMMIT));
        assertThat(stored("T", 2, 0).property("TRANSACTION_CHECK_TIMES")).contains("1");
    }

    @Test
    void whoDoesNotLeadAsksNobody() throws Exception {
        half("PG", "");
        ends.leadershipLost();
        replica.advanceMillis(60_000);
        checks.tick();
        assertThat(asked).isEmpty();
        ends.leadershipGained(++term);
        checks.tick();
        assertThat(asked).hasSize(1);
    }

    @Test
    void theProducerIsShownTheMessageWhereItIsToGo() throws Exception {
        OpenTransaction open = half("PG", "");
        ByteBuffer shown = new HalfRecord(new MessageLookup(replica.state(), replica.log()::hold)
                        .byPosition(open.position())
                        .orElseThrow())
                .shownToProducer(4);
        MessageRecordView view = new MessageRecordView().wrap(shown);
        assertThat(view.problemWithBody()).isNull();
        assertThat(view.topic()).isEqualTo("T");
        assertThat(view.queueId()).isEqualTo(2);
        assertThat(view.position()).isEqualTo(open.position());
        assertThat(view.queueOffset()).isEqualTo(open.queueOffset());
        assertThat(view.property("PGROUP")).contains("PG");
        assertThat(view.property("UNIQ_KEY")).contains("U1");
        assertThat(view.property("TRANSACTION_CHECK_TIMES")).contains("4");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(call)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR));
    }
}
