package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.commitlog.EntryHeader;
import io.quorate.protocol.Perm;
import io.quorate.protocol.TagHash;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.runtime.ProposeOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerStateTest {
    private TestReplica replica;
    private BrokerState state;

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
        state = replica.state();
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    @Test
    void messagesOfPipelinedEntriesGetDenseOffsets() {
        replica.append(replica.message("T", 0, null, "a"), replica.message("T", 1, null, "b"));
        replica.append(replica.message("T", 0, "tag", "c"));
        replica.append(replica.message("T", 0, null, "d"));
        assertThat(state.queues().find("T", 0)).isEmpty();
        replica.applyAll();
        assertThat(state.queues().maxOffset("T", 0)).isEqualTo(3);
        assertThat(state.queues().maxOffset("T", 1)).isEqualTo(1);
        assertThat((long) state.queues().find("T", 0).orElseThrow().view().tagHash(1))
                .isEqualTo(TagHash.of("tag"));
        assertThat(state.queues().queueIdsOf("T")).containsExactly(0, 1);
    }

    @Test
    void proposalHearsWhereItsMessagesCameToStand() throws Exception {
        replica.commit(replica.message("T", 2, null, "first"));
        List<Placement> placements = new ArrayList<>();
        List<ProposeOutcome> outcomes = new ArrayList<>();
        IncomingMessage message =
                new IncomingMessage("T", 2, 0, 0, 0, TestReplica.BORN_HOST, 0, "", ByteBuffer.wrap(new byte[] {1}));
        MessageProposal proposal = new MessageProposal(
                List.of(TestReplica.createTopic("T")),
                replica.encoder().encode(message),
                state.offsetAssigner(),
                (outcome, placement) -> {
                    outcomes.add(outcome);
                    placements.add(placement);
                });
        replica.advanceMillis(5);
        replica.commit(replica.message("U", 0, null, "before it"), proposal);
        Placement placement = placements.get(0);
        assertThat(outcomes.get(0)).isInstanceOf(ProposeOutcome.Committed.class);
        assertThat(placement.firstQueueOffset()).isEqualTo(1);
        assertThat(placement.count()).isEqualTo(1);
        assertThat(placement.storeTimestampMillis()).isEqualTo(replica.nowMillis());
        assertThat(placement.position(0))
                .isEqualTo(state.queues().find("T", 2).orElseThrow().view().position(1));
        assertThat(state.topics().find("T")).contains(TopicConfig.of("T", 4));
    }

    @Test
    void refusedProposalHasNoPlacement() throws Exception {
        List<Placement> placements = new ArrayList<>();
        IncomingMessage message =
                new IncomingMessage("T", 2, 0, 0, 0, TestReplica.BORN_HOST, 0, "", ByteBuffer.wrap(new byte[] {1}));
        new MessageProposal(
                        List.of(),
                        replica.encoder().encode(message),
                        state.offsetAssigner(),
                        (outcome, placement) -> placements.add(placement))
                .complete(new ProposeOutcome.Overloaded(2, 1));
        assertThat(placements).containsOnlyNulls().hasSize(1);
    }

    @Test
    void sameLogGivesTheSameHashAndTablesWhateverTheConfiguration() {
        everyKindOfRecord();
        BrokerState other = replica.replay();
        assertThat(other.applied()).isEqualTo(state.applied());
        assertThat(other.queues().maxOffset("T", 1)).isEqualTo(state.queues().maxOffset("T", 1));
        assertThat(other.offsets().queues("g", "T")).isEqualTo(state.offsets().queues("g", "T"));
        assertThat(other.topics().version()).isEqualTo(state.topics().version());
        assertThat(other.topics().find("T")).isEqualTo(state.topics().find("T"));
    }

    @Test
    void anyDifferenceInWhatIsAppliedChangesTheHash() throws StorageFailure {
        List<Long> hashes = new ArrayList<>();
        for (int variant = 0; variant < 4; variant++) {
            try (TestReplica one = new TestReplica()) {
                one.commit(
                        one.message("T", variant == 1 ? 1 : 0, null, variant == 2 ? "b" : "a"),
                        one.commands(
                                new OffsetCommit(List.of(new OffsetCommit.Item("g", "T", 0, variant == 3 ? 8 : 7)))));
                hashes.add(one.state().stateHash());
            }
        }
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void deletedTopicLosesItsQueuesAndOffsetsAndStartsAgainAtZero() {
        replica.commit(replica.commands(TestReplica.createTopic("T")));
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 0, null, "b"));
        replica.commit(replica.commands(new OffsetCommit(
                List.of(new OffsetCommit.Item("g", "T", 0, 2), new OffsetCommit.Item("g", "U", 0, 9)))));
        replica.commit(replica.commands(new TopicDelete("T")));
        assertThat(state.topics().find("T")).isEmpty();
        assertThat(state.queues().find("T", 0)).isEmpty();
        assertThat(state.offsets().find("g", "T", 0)).isEmpty();
        assertThat(state.offsets().find("g", "U", 0)).isEqualTo(OptionalLong.of(9));
        replica.commit(replica.message("T", 0, null, "c"));
        assertThat(state.queues().maxOffset("T", 0)).isEqualTo(1);
    }

    /** The deletion is appended and not applied when the next messages are numbered. */
    @Test
    void messagesAppendedBehindADeletionAreNumberedAsTheyWillBeApplied() {
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 1, null, "b"));
        replica.append(replica.message("T", 0, null, "c"));
        replica.append(replica.commands(new TopicDelete("T")), replica.message("T", 0, null, "d"));
        replica.append(replica.message("T", 1, null, "e"), replica.message("T", 0, null, "f"));
        replica.applyAll();
        assertThat(state.queues().maxOffset("T", 0)).isEqualTo(2);
        assertThat(state.queues().maxOffset("T", 1)).isEqualTo(1);
    }

    @Test
    void newLeadershipNumbersOnFromWhatWasApplied() {
        replica.commit(replica.message("T", 0, null, "a"));
        replica.append(replica.message("T", 0, null, "lost"));
        replica.append(replica.commands(new TopicDelete("T")));
        replica.lead();
        replica.commit(replica.message("T", 0, null, "b"));
        assertThat(state.queues().maxOffset("T", 0)).isEqualTo(2);
    }

    @Test
    void onlyALeaderAssignsOffsets() {
        state.leadershipLost();
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> replica.append(replica.message("T", 0, null, "a")));
    }

    @Test
    void creationOnFirstUseNeverChangesWhatIsThere() {
        replica.commit(replica.commands(new TopicPut(TopicConfig.of("T", 16), false)));
        TableVersion version = state.topics().version();
        replica.commit(replica.commands(new TopicPut(TopicConfig.of("T", 4), true)));
        assertThat(state.topics().find("T")).contains(TopicConfig.of("T", 16));
        assertThat(state.topics().version()).isEqualTo(version);
        replica.advanceMillis(7);
        replica.commit(replica.commands(new TopicPut(TopicConfig.of("T", 2), false)));
        assertThat(state.topics().find("T")).contains(TopicConfig.of("T", 2));
        assertThat(state.topics().version()).isEqualTo(new TableVersion(version.counter() + 1, replica.nowMillis()));
    }

    @Test
    void defaultsShowThroughUntilOverriddenAndAgainAfterDeletion() {
        assertThat(state.topics().find("TBW102").orElseThrow().perm()).isEqualTo(Perm.READ | Perm.WRITE | Perm.INHERIT);
        assertThat(state.topics().isDefault("TBW102")).isTrue();
        assertThat(state.topics().version()).isEqualTo(TableVersion.INITIAL);
        replica.commit(replica.commands(new TopicPut(TopicConfig.of("TBW102", 3), false)));
        assertThat(state.topics().isDefault("TBW102")).isFalse();
        assertThat(state.topics().find("TBW102").orElseThrow().writeQueueCount())
                .isEqualTo(3);
        assertThat(state.topics().all().stream().map(TopicConfig::topicName))
                .isSorted()
                .doesNotHaveDuplicates();
        replica.commit(replica.commands(new TopicDelete("TBW102")));
        assertThat(state.topics().find("TBW102").orElseThrow().writeQueueCount())
                .isEqualTo(TestReplica.DEFAULTS.defaultTopicQueueCount());
    }

    @Test
    void topicsAndGroupsOfEveryBroker() {
        assertThat(new Defaults("c", "b", 8).topics())
                .containsKeys("SELF_TEST_TOPIC", "c", "b", "c_REPLY_TOPIC", "TBW102");
        assertThat(new Defaults("c", "b", 8).consumerGroups()).containsKey("TOOLS_CONSUMER");
    }

    @Test
    void deletedConsumerGroupKeepsItsOffsetsUnlessToldOtherwise() {
        replica.commit(replica.commands(
                new ConsumerGroupPut(ConsumerGroupConfig.of("g"), true),
                new ConsumerGroupPut(ConsumerGroupConfig.of("h"), true),
                new OffsetCommit(
                        List.of(new OffsetCommit.Item("g", "T", 0, 1), new OffsetCommit.Item("h", "T", 0, 2)))));
        assertThat(state.offsets().consumerGroupsOf("T")).containsExactly("g", "h");
        replica.commit(replica.commands(new ConsumerGroupDelete("g", false), new ConsumerGroupDelete("h", true)));
        assertThat(state.consumerGroups().find("g")).isEmpty();
        assertThat(state.consumerGroups().find("h")).isEmpty();
        assertThat(state.offsets().find("g", "T", 0)).isEqualTo(OptionalLong.of(1));
        assertThat(state.offsets().find("h", "T", 0)).isEmpty();
        assertThat(state.offsets().topicsOf("h")).isEmpty();
    }

    @Test
    void offsetsAreSetAbsolutelyAndTheLastOneWins() {
        replica.commit(replica.commands(new OffsetCommit(
                List.of(new OffsetCommit.Item("g", "T", 0, 9), new OffsetCommit.Item("g", "T", 0, 3)))));
        assertThat(state.offsets().queues("g", "T")).isEqualTo(Map.of(0, 3L));
    }

    @Test
    void arrivalsAreAnnouncedOnceTheirEntryIsPublished() {
        List<String> heard = new ArrayList<>();
        state.addArrivalListener((topic, queueId, queueOffset, tagHash) -> heard.add(topic + queueId + "@" + queueOffset
                + " applied " + state.applied().index()));
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 0, null, "b"));
        assertThat(heard).containsExactly("T0@0 applied 2", "T0@1 applied 2");
    }

    @Test
    void appliedTellsTheEndOfTheAppliedPrefix() {
        replica.commit(replica.message("T", 0, null, "a"));
        assertThat(state.applied().position()).isEqualTo(replica.log().endPosition());
        assertThat(state.applied().timestampMillis()).isEqualTo(replica.nowMillis());
    }

    @Test
    void entryOutOfOrderIsRefused() {
        replica.append(replica.message("T", 0, null, "a"));
        replica.append(replica.message("T", 0, null, "b"));
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() ->
                        state.apply(replica.log().entryAt(3), replica.log().read(3)))
                .withMessageContaining("in order");
    }

    @Test
    void recordsThatCannotBeRightStopTheReplica() {
        byte[] unknownMagic = {0, 0, 0, 12, 1, 2, 3, 4, 0, 1, 0, 1};
        assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> applyRaw(unknownMagic));
        byte[] unknownType = CommandCodec.encode(new TopicDelete("T"));
        unknownType[9] = 99;
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> applyRaw(unknownType))
                .withMessageContaining("type is known");
        byte[] tooLong = CommandCodec.encode(new TopicDelete("T"));
        tooLong[3]++;
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> applyRaw(tooLong))
                .withMessageContaining("within its entry");
    }

    @Test
    void gapInAQueueStopsTheReplica() throws Exception {
        IncomingMessage message =
                new IncomingMessage("T", 0, 0, 0, 0, TestReplica.BORN_HOST, 0, "", ByteBuffer.wrap(new byte[] {1}));
        EncodedRecords records = replica.encoder().encode(message);
        ByteBuffer bytes = ByteBuffer.allocate(records.lengthBytes());
        records.writeTo(bytes, 5, replica.log().endPosition() + EntryHeader.BYTES, replica.nowMillis());
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> applyRaw(bytes.array()))
                .withMessageContaining("dense");
    }

    @Test
    void recordThatClaimsAnotherPlaceStopsTheReplica() throws Exception {
        IncomingMessage message =
                new IncomingMessage("T", 0, 0, 0, 0, TestReplica.BORN_HOST, 0, "", ByteBuffer.wrap(new byte[] {1}));
        EncodedRecords records = replica.encoder().encode(message);
        ByteBuffer bytes = ByteBuffer.allocate(records.lengthBytes());
        records.writeTo(bytes, 0, 0, replica.nowMillis());
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> applyRaw(bytes.array()))
                .withMessageContaining("its place");
    }

    private void everyKindOfRecord() {
        replica.commit(
                replica.commands(TestReplica.createTopic("T"), new ConsumerGroupPut(ConsumerGroupConfig.of("g"), true)),
                replica.message("T", 1, "tag", "a"));
        replica.lead();
        replica.append(replica.message("T", 1, null, "x".repeat(3_000)));
        replica.append(
                replica.commands(
                        new OffsetCommit(List.of(new OffsetCommit.Item("g", "T", 1, 1))),
                        new TopicDelete("other"),
                        new ConsumerGroupDelete("other", true)),
                replica.message("T", 0, null, "b"));
        replica.applyAll();
    }

    private void applyRaw(byte[] record) {
        ByteBuffer entry = ByteBuffer.allocate(EntryHeader.BYTES + record.length);
        entry.position(EntryHeader.BYTES).put(record);
        EntryMeta meta = replica.log().append(EntryKind.RECORDS, 9, replica.nowMillis(), 1, entry);
        try {
            state.apply(meta, replica.log().read(meta.index()));
        } finally {
            replica.log().truncateFrom(meta.index());
        }
    }
}
