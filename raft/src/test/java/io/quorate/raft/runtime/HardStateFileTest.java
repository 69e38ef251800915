package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardStateFileTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final DurableState FIRST = new DurableState(3, Optional.of(N2), 10, 1000, 9, LogBase.EMPTY, 0);
    private static final DurableState NEW_VOTE = new DurableState(4, Optional.of(N1), 11, 1100, 10, LogBase.EMPTY, 0);
    private static final DurableState NEW_WATERMARK =
            new DurableState(3, Optional.of(N2), 12, 1200, 11, LogBase.EMPTY, 0);
    private static final DurableState WITH_BASE = new DurableState(
            3, Optional.of(N2), 10, 1000, 9, new LogBase(5, 2, 512, 1_700_000_000_000L, 0x0123456789ABCDEFL), 12);
    private static final int SLOT = HardStateSlot.SLOT_BYTES;

    /** Bytes that can be cut off in the middle of a write, as at a crash. */
    private static final class MemoryMedium implements HardStateMedium {
        private byte[] bytes = {};
        private int writableBytes = Integer.MAX_VALUE; // after so many the machine stops
        private boolean closed;
        private final List<Long> forced = new ArrayList<>(); // positions written

        MemoryMedium() {}

        MemoryMedium(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public ByteBuffer read() {
            return ByteBuffer.wrap(bytes.clone());
        }

        @Override
        public void create(ByteBuffer content) {
            bytes = new byte[content.remaining()];
            content.get(bytes);
        }

        @Override
        public void writeAndForce(long position, ByteBuffer content) throws IOException {
            int count = Math.min(writableBytes, content.remaining());
            content.duplicate().get(bytes, (int) position, count);
            writableBytes -= count;
            forced.add(position);
            if (count < content.remaining()) {
                throw new IOException("simulated stop");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static HardStateFile open(HardStateMedium medium) throws StorageFailure {
        return HardStateFile.open(medium, "hard-state", "cluster", "group", N1);
    }

    private static DurableState reopened(byte[] bytes) throws StorageFailure {
        return open(new MemoryMedium(bytes)).current();
    }

    private static byte[] bytesWith(DurableState... states) throws StorageFailure {
        MemoryMedium medium = new MemoryMedium();
        HardStateFile file = open(medium);
        for (DurableState state : states) {
            file.store(state);
        }
        return medium.bytes;
    }

    private static void assertFails(ThrowingCallable call, Reason reason, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason))
                .hasMessageContaining(sentence);
    }

    @Test
    void aFileRemembersAcrossOpenings(@TempDir Path directory) throws StorageFailure {
        Path path = directory.resolve("sub").resolve("hard-state");
        try (HardStateFile file = HardStateFile.open(path, "cluster", "group", N1)) {
            assertThat(file.current()).isEqualTo(DurableState.INITIAL);
        }
        for (DurableState state :
                new DurableState[] {FIRST, WITH_BASE, NEW_WATERMARK, NEW_VOTE, DurableState.INITIAL}) {
            try (HardStateFile file = HardStateFile.open(path, "cluster", "group", N1)) {
                file.store(state);
                assertThat(file.current()).isEqualTo(state);
            }
            try (HardStateFile file = HardStateFile.open(path, "cluster", "group", N1)) {
                assertThat(file.current()).isEqualTo(state);
            }
        }
        assertThat(directory.resolve("sub").toFile().list()).containsExactly("hard-state");
    }

    @Test
    void aHalfMadeFileIsMadeAnew(@TempDir Path directory) throws Exception {
        Files.write(directory.resolve("hard-state.new"), new byte[] {1, 2, 3});
        try (HardStateFile file = HardStateFile.open(directory.resolve("hard-state"), "cluster", "group", N1)) {
            file.store(FIRST);
        }
        assertThat(directory.toFile().list()).containsExactly("hard-state");
    }

    @Test
    void bytesAreThoseOfTheGoldenVector() throws Exception {
        byte[] slot = new HardStateSlot(258, "cluster", "group", "n1", WITH_BASE)
                .encode()
                .array();
        int used = 104 + 2 + 7 + 2 + 5 + 2 + 2 + 2 + 2;
        assertThat(Arrays.copyOf(slot, used)).isEqualTo(golden("/golden/hard-state-v2.hex"));
        assertThat(Arrays.copyOfRange(slot, used, SLOT)).containsOnly(0);
        assertThat(slot).hasSize(SLOT);
        assertThat(HardStateSlot.decode(ByteBuffer.wrap(slot)).state()).isEqualTo(WITH_BASE);
    }

    @Test
    void version1IsReadAndReplaced() throws Exception {
        byte[] slot = Arrays.copyOf(golden("/golden/hard-state-v1.hex"), SLOT);
        byte[] both = Arrays.copyOf(slot, 2 * SLOT);
        System.arraycopy(slot, 0, both, SLOT, SLOT);
        MemoryMedium medium = new MemoryMedium(both);
        HardStateFile file = open(medium);
        assertThat(file.current()).isEqualTo(FIRST);
        assertThat(medium.bytes[11]).isEqualTo(medium.bytes[SLOT + 11]).isEqualTo((byte) 2);
        file.store(WITH_BASE);
        assertThat(reopened(medium.bytes)).isEqualTo(WITH_BASE);
        file.store(NEW_VOTE);
        assertThat(reopened(medium.bytes)).isEqualTo(NEW_VOTE);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = HardStateFileTest.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of()
                    .parseHex(text.lines()
                            .map(line -> line.replaceAll("#.*|\\s", ""))
                            .collect(Collectors.joining()));
        }
    }

    @Test
    void aStoreTornAtAnyByteLeavesTheOldOrTheNewState() throws StorageFailure {
        byte[] before = bytesWith(FIRST);
        for (DurableState next : new DurableState[] {NEW_VOTE, NEW_WATERMARK}) {
            for (int torn = 0; torn <= 2 * SLOT; torn += torn % SLOT < 120 ? 1 : 61) {
                MemoryMedium medium = new MemoryMedium(before);
                HardStateFile file = open(medium);
                medium.writableBytes = torn;
                boolean stored = true;
                try {
                    file.store(next);
                } catch (StorageFailure failure) {
                    assertThat(failure.reason()).isEqualTo(Reason.FLUSH_FAILED);
                    stored = false;
                }
                DurableState found = reopened(medium.bytes);
                if (stored) {
                    assertThat(found).isEqualTo(next);
                } else {
                    assertThat(found).isIn(FIRST, next);
                }
            }
        }
    }

    @Test
    void anyMixtureOfOldAndNewSectorsLeavesTheOldOrTheNewState() throws StorageFailure {
        byte[] before = bytesWith(FIRST, NEW_WATERMARK);
        MemoryMedium medium = new MemoryMedium(before);
        open(medium).store(new DurableState(3, Optional.of(N2), 13, 1300, 12, LogBase.EMPTY, 0));
        byte[] after = medium.bytes;
        for (int from = 0; from < 2 * SLOT; from += 16) {
            for (int length : new int[] {16, 512, SLOT}) {
                byte[] mixed = before.clone();
                int end = Math.min(from + length, 2 * SLOT);
                System.arraycopy(after, from, mixed, from, end - from);
                assertThat(reopened(mixed).flushedIndex()).isIn(12L, 13L);
            }
        }
    }

    /** A lagging watermark is the one thing that may come back: an older base would look for segments that are gone. */
    @Test
    void noFlippedBitBringsBackMoreThanALaggingWatermark() throws StorageFailure {
        LogBase base = new LogBase(5, 1, 500, 7, 77);
        DurableState before = new DurableState(3, Optional.of(N2), 12, 1200, 12, LogBase.EMPTY, 0);
        DurableState[] changes = {
            new DurableState(3, Optional.of(N2), 13, 1300, 13, base, 0), // the oldest segments go
            new DurableState(3, Optional.of(N2), 9, 900, 9, LogBase.EMPTY, 0), // entries were truncated
            new DurableState(3, Optional.of(N2), 12, 1200, 12, LogBase.EMPTY, 12), // a repair began
        };
        for (DurableState changed : changes) {
            byte[] bytes = bytesWith(before, changed);
            for (int slot = 0; slot < 2; slot++) {
                byte[] flipped = bytes.clone();
                flipped[slot * SLOT + 50] ^= 1;
                assertThat(reopened(flipped)).isEqualTo(changed);
            }
        }
    }

    @Test
    void noFlippedBitMakesItForgetAVote() throws StorageFailure {
        byte[] bytes = bytesWith(
                NEW_WATERMARK, NEW_VOTE, new DurableState(4, Optional.of(N1), 20, 2000, 20, LogBase.EMPTY, 0));
        for (int at = 0; at < bytes.length; at += at % SLOT < 120 ? 1 : 37) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            DurableState found = reopened(flipped);
            assertThat(found.term()).isEqualTo(4);
            assertThat(found.votedFor()).contains(N1);
        }
    }

    @Test
    void aBadSlotIsMadeGoodWhenOpened() throws StorageFailure {
        for (int at : new int[] {100, SLOT + 100}) {
            MemoryMedium medium = new MemoryMedium(bytesWith(NEW_VOTE));
            medium.bytes[at] ^= 1;
            open(medium);
            medium.bytes[at ^ SLOT] ^= 1; // now the other one goes bad
            assertThat(reopened(medium.bytes)).isEqualTo(NEW_VOTE);
        }
    }

    @Test
    void whatIsReadIsForcedBeforeItIsTold() throws StorageFailure {
        MemoryMedium medium = new MemoryMedium(bytesWith(NEW_VOTE));
        open(medium);
        assertThat(medium.forced).containsExactlyInAnyOrder(0L, (long) SLOT);
        MemoryMedium refusing = new MemoryMedium(bytesWith(NEW_VOTE));
        refusing.writableBytes = SLOT;
        assertFails(() -> open(refusing), Reason.READ_FAILED, "simulated stop");
    }

    @Test
    void twoBadSlotsAreDamage() throws StorageFailure {
        byte[] bytes = bytesWith(NEW_VOTE);
        bytes[20] ^= 1;
        bytes[SLOT + 20] ^= 1;
        MemoryMedium medium = new MemoryMedium(bytes);
        assertFails(() -> open(medium), Reason.DAMAGED, "neither copy");
        assertThat(medium.closed).isTrue();
        assertFails(() -> reopened(Arrays.copyOf(bytes, 100)), Reason.DAMAGED, "neither copy");
    }

    @Test
    void aDirectoryDoesNotChangeHands() throws StorageFailure {
        byte[] bytes = bytesWith(FIRST);
        String found = "belongs to node n1 of group group in cluster cluster";
        assertFails(
                () -> HardStateFile.open(new MemoryMedium(bytes), "f", "cluster", "group", N2),
                Reason.WRONG_FILE,
                found + ", but this is node n2 of group group in cluster cluster");
        assertFails(
                () -> HardStateFile.open(new MemoryMedium(bytes), "f", "cluster", "other", N1),
                Reason.WRONG_FILE,
                found);
        assertFails(
                () -> HardStateFile.open(new MemoryMedium(bytes), "f", "other", "group", N1), Reason.WRONG_FILE, found);
    }

    @Test
    void aNewerVersionIsRefused() throws StorageFailure {
        byte[] bytes = bytesWith(FIRST);
        for (int start : new int[] {0, SLOT}) {
            ByteBuffer slot = ByteBuffer.wrap(bytes, start, SLOT).slice().putInt(8, 3);
            CRC32C crc = new CRC32C();
            crc.update(slot.slice(8, SLOT - 8));
            slot.putInt(4, (int) crc.getValue());
        }
        assertFails(() -> reopened(bytes), Reason.WRONG_FILE, "newer program");
    }

    @Test
    void afterAFailedStoreNothingIsStored() throws StorageFailure {
        MemoryMedium medium = new MemoryMedium();
        HardStateFile file = open(medium);
        medium.writableBytes = 10;
        assertFails(() -> file.store(FIRST), Reason.FLUSH_FAILED, "simulated stop");
        medium.writableBytes = Integer.MAX_VALUE;
        assertFails(() -> file.store(FIRST), Reason.FLUSH_FAILED, "earlier write");
    }

    @Test
    void aDiskThatRefusesIsTold(@TempDir Path directory) {
        assertFails(() -> HardStateFile.open(directory, "cluster", "group", N1), Reason.READ_FAILED, "opening");
    }

    @Test
    void namesTooLongOrEmptyAreRefused() {
        assertThatThrownBy(() -> HardStateFile.open(new MemoryMedium(), "f", "c".repeat(513), "group", N1))
                .hasMessageContaining("the cluster name");
        assertThatThrownBy(() -> HardStateFile.open(new MemoryMedium(), "f", "cluster", "", N1))
                .hasMessageContaining("the group name");
    }
}
