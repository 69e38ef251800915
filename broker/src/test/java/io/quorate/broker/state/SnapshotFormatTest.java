package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.broker.state.OffsetCommit.Item;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.protocol.body.ConsumerGroupConfig;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicFilterType;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.CorruptSnapshotException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** These bytes stand on disks and travel between nodes. A change of one is a new version of the format. */
class SnapshotFormatTest {
    private static final Applied APPLIED = new Applied(7, 3, 1000, 1_700_000_000_123L, 0x0123456789ABCDEFL);
    private static final LogBase BASE = new LogBase(7, 3, 1000, 1_700_000_000_123L, 42);

    @Test
    void bytesAreAsEverBefore() throws IOException {
        assertThat(HexFormat.of().formatHex(snapshot()))
                .isEqualTo(HexFormat.of().formatHex(golden("v3")));
    }

    @Test
    void goldenBytesReadBackAsTheTables() throws Exception {
        SnapshotReader.Restored restored =
                SnapshotReader.read(BASE, ByteBuffer.wrap(golden("v3")), TestReplica.DEFAULTS, messages());
        Tables expected = tables();
        Tables tables = restored.tables();
        assertThat(restored.applied()).isEqualTo(APPLIED);
        assertThat(tables.topics().logged()).isEqualTo(expected.topics().logged());
        assertThat(tables.topics().version()).isEqualTo(new TableVersion(2, 1_700_000_000_002L));
        assertThat(tables.consumerGroups().logged())
                .isEqualTo(expected.consumerGroups().logged());
        assertThat(tables.consumerGroups().version()).isEqualTo(new TableVersion(1, 1_700_000_000_003L));
        assertThat(tables.offsets().rows()).isEqualTo(expected.offsets().rows());
        assertThat(tables.queues().rows()).isEqualTo(expected.queues().rows());
        assertThat(tables.queues().find("Orders", 3).orElseThrow().minOffset()).isEqualTo(2);
    }

    @Test
    void snapshotsWithoutPartsAreRead() throws Exception {
        Tables tables = SnapshotReader.read(BASE, ByteBuffer.wrap(golden("v2")), TestReplica.DEFAULTS, messages())
                .tables();
        assertThat(tables.topics().logged()).isEqualTo(tables().topics().logged());
        assertThat(tables.queues().rows()).isEqualTo(tables().queues().rows());
    }

    /** Such a snapshot is at its log's base: its queues know of nothing before. */
    @Test
    void snapshotsOfTheVersionBeforeAreRead() throws Exception {
        Tables tables = SnapshotReader.read(BASE, ByteBuffer.wrap(golden("v1")), TestReplica.DEFAULTS, messages())
                .tables();
        assertThat(tables.topics().logged()).isEqualTo(tables().topics().logged());
        assertThat(tables.queues().rows())
                .isEqualTo(tables().queues().rows().stream()
                        .map(row -> row.bornAt(BASE.position()))
                        .toList());
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] snapshot = snapshot();
        for (int bit = 0; bit < snapshot.length * 8; bit++) {
            byte[] damaged = snapshot.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(BASE, damaged, "snapshot");
        }
    }

    @Test
    void everyCutIsFound() {
        byte[] snapshot = snapshot();
        for (int length = 0; length < snapshot.length; length++) {
            assertRefused(BASE, ByteBuffer.wrap(snapshot).slice(0, length), "is cut off");
        }
        assertRefused(
                BASE, ByteBuffer.allocate(snapshot.length + 1).put(snapshot).array(), "after its end");
    }

    @Test
    void otherVersionsAndOtherFilesAreNamed() {
        byte[] newer = snapshot();
        newer[7] = 4;
        assertRefused(BASE, newer, "the state snapshot has version 4, this build knows 1 to 3 only");
        assertRefused(BASE, new byte[100], "this is no state snapshot");
    }

    @Test
    void snapshotOfAnotherPlaceIsRefused() {
        for (LogBase other : List.of(
                new LogBase(8, 3, 1000, 1_700_000_000_123L, 42),
                new LogBase(7, 4, 1000, 1_700_000_000_123L, 42),
                new LogBase(7, 3, 1001, 1_700_000_000_123L, 42),
                new LogBase(7, 3, 1000, 1_700_000_000_124L, 42))) {
            assertRefused(other, snapshot(), "was taken elsewhere");
        }
    }

    @Test
    void hostileLengthsAllocateNothing() {
        ByteBuffer longRow = header().putInt(SnapshotFormat.HEAD).putInt(Integer.MAX_VALUE);
        assertRefused(BASE, longRow.rewind(), "is cut off");
        ByteBuffer negativeRow = header().putInt(SnapshotFormat.HEAD).putInt(-1);
        assertRefused(BASE, negativeRow.rewind(), "is cut off");
        byte[] head = SnapshotHead.SCHEMA.encode(new SnapshotHead(APPLIED, TableVersion.INITIAL, TableVersion.INITIAL));
        for (String hugeName : List.of("0affffffff07", "0affffff7f", "0a8080808008")) {
            ByteBuffer rows = header();
            putRow(rows, SnapshotFormat.HEAD, head);
            putRow(rows, SnapshotFormat.OFFSETS, HexFormat.of().parseHex(hugeName));
            putRow(rows, SnapshotFormat.END, new byte[0]);
            assertRefused(BASE, rows.flip(), "does not parse");
        }
    }

    @Test
    void rowsOutOfOrderAndUnknownOnesAreRefused() {
        byte[] head = SnapshotHead.SCHEMA.encode(new SnapshotHead(APPLIED, TableVersion.INITIAL, TableVersion.INITIAL));
        for (int kind : new int[] {0, SnapshotFormat.HEAD, SnapshotFormat.END + 1, -1}) {
            ByteBuffer rows = header();
            putRow(rows, SnapshotFormat.HEAD, head);
            putRow(rows, kind, head);
            assertRefused(BASE, rows.flip(), "has a row of kind " + kind + " after kind 1");
        }
        ByteBuffer headless = header();
        putRow(headless, SnapshotFormat.END, new byte[0]);
        assertRefused(BASE, headless.flip(), "has a row of kind 100 after kind 0");
    }

    @Test
    void rowsThatCannotBeAreRefused() {
        byte[] negativeOffset =
                QueuesRow.SCHEMA.encode(new QueuesRow("T", List.of(new QueuesRow.QueueEnd(0, -5, 1, 0))));
        byte[] unknownField = {9 << 3, 1};
        for (byte[] body : List.of(negativeOffset, unknownField)) {
            ByteBuffer rows = header();
            putRow(
                    rows,
                    SnapshotFormat.HEAD,
                    SnapshotHead.SCHEMA.encode(new SnapshotHead(APPLIED, TableVersion.INITIAL, TableVersion.INITIAL)));
            putRow(rows, SnapshotFormat.QUEUES, body);
            putRow(rows, SnapshotFormat.END, new byte[0]);
            assertRefused(BASE, rows.flip(), "does not parse");
        }
    }

    private static ByteBuffer header() {
        return ByteBuffer.allocate(1000).putInt(SnapshotFormat.MAGIC).putInt(SnapshotFormat.VERSION);
    }

    private static void putRow(ByteBuffer target, int kind, byte[] body) {
        target.putInt(kind)
                .putInt(body.length)
                .putInt(SnapshotFormat.checksum(kind, body))
                .put(body);
    }

    private static void assertRefused(LogBase base, byte[] snapshot, String message) {
        assertRefused(base, ByteBuffer.wrap(snapshot), message);
    }

    private static void assertRefused(LogBase base, ByteBuffer snapshot, String message) {
        BrokerState state = TestReplica.detachedState();
        assertThatExceptionOfType(CorruptSnapshotException.class)
                .isThrownBy(() -> state.restore(base, snapshot))
                .withMessageContaining(message);
        assertThat(state.applied()).isEqualTo(Applied.NOTHING);
        assertThat(state.topics().logged()).isEmpty();
    }

    private static Tables tables() {
        Tables tables = Tables.empty(TestReplica.DEFAULTS, messages());
        tables.topics()
                .put(
                        "Orders",
                        new TopicConfig("Orders", 8, 4, 6, TopicFilterType.MULTI_TAG, 1, true, Map.of("k", "v")),
                        false,
                        1_700_000_000_001L);
        tables.topics().put("A", TopicConfig.of("A", 1), false, 1_700_000_000_002L);
        tables.consumerGroups()
                .put(
                        "g",
                        new ConsumerGroupConfig(
                                "g", true, false, true, false, 2, 16, 1, 300, true, 5, 15, Map.of("a", "b")),
                        false,
                        1_700_000_000_003L);
        tables.offsets().set(new Item("g", "Orders", 3, 300));
        tables.offsets().set(new Item("g", "Orders", 0, -1));
        tables.offsets().set(new Item("g", "A", 0, 1));
        tables.queues().append("Orders", 3, 0, 100, 120, 5, 1_700_000_000_004L);
        tables.queues().append("Orders", 3, 1, 300, 120, 5, 1_700_000_000_005L);
        tables.queues().append("Orders", 0, 0, 500, 120, 5, 1_700_000_000_006L);
        return tables;
    }

    private static byte[] snapshot() {
        List<ByteBuffer> buffers = SnapshotWriter.write(tables(), APPLIED);
        assertThat(buffers).hasSize(1);
        byte[] snapshot = new byte[buffers.get(0).remaining()];
        buffers.get(0).duplicate().get(snapshot);
        return snapshot;
    }

    private static MessageIndex messages() {
        return new MessageIndex(TestReplica.detachedPlace(), BASE.position());
    }

    private static byte[] golden(String version) throws IOException {
        try (InputStream file =
                SnapshotFormatTest.class.getResourceAsStream("/golden/broker-state-" + version + ".hex")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String hex = text.lines()
                    .map(line -> line.replaceAll("#.*", "").replace(" ", ""))
                    .collect(Collectors.joining());
            return HexFormat.of().parseHex(hex);
        }
    }
}
