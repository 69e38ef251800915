package io.quorate.commitlog.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.commitlog.disk.DiskFile;
import io.quorate.commitlog.disk.DiskFullException;
import io.quorate.commitlog.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexFileTest {
    private static final Path FOLDER = Path.of("/log");
    private static final SealedSegment SEGMENT = new SealedSegment(8192, 4096, 0x1234_5678_9abc_def0L);
    private static final Path PATH = FOLDER.resolve("00000000000000008192.queues");

    private final SimulatedDisk disk = new SimulatedDisk(1);

    @BeforeEach
    void makeFolder() {
        disk.createDirectories(FOLDER);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.US_ASCII.decode(buffer).toString();
    }

    private void write() throws IOException {
        IndexFile.write(
                disk,
                FOLDER,
                IndexKind.QUEUES,
                SEGMENT,
                List.of(bytes("direc"), bytes("xtory").position(1)),
                List.of(bytes("the "), bytes("body")));
    }

    private Optional<IndexFile> open() throws IOException {
        return IndexFile.open(disk, FOLDER, IndexKind.QUEUES, SEGMENT);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        write();
        IndexFile file = open().orElseThrow();
        assertThat(text(file.directory())).isEqualTo("directory");
        assertThat(text(file.body())).isEqualTo("the body");
        assertThat(file.isSound()).isTrue();
        assertThat(file.path()).isEqualTo(PATH);
        assertThat(file.body().isReadOnly()).isTrue();
        assertThat(disk.list(FOLDER)).containsExactly(PATH.getFileName().toString());
    }

    @Test
    void anEmptyIndexIsOne() throws Exception {
        IndexFile.write(disk, FOLDER, IndexKind.QUEUES, SEGMENT, List.of(), List.of());
        IndexFile file = open().orElseThrow();
        assertThat(file.directory().hasRemaining()).isFalse();
        assertThat(file.body().hasRemaining()).isFalse();
    }

    @Test
    void aLongOneIsWrittenInSteps() throws Exception {
        byte[] body = new byte[1_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) ((i * 31) >>> 3);
        }
        IndexDraft draft = new IndexDraft(
                disk, FOLDER, IndexKind.QUEUES, SEGMENT, List.of(bytes("d")), List.of(ByteBuffer.wrap(body)));
        int steps = 1;
        while (draft.step()) {
            steps++;
            assertThat(open()).isEmpty();
        }
        assertThat(steps).isEqualTo(6);
        assertThat(open().orElseThrow().body()).isEqualTo(ByteBuffer.wrap(body));
    }

    @Test
    void thereIsNoneWhereNoneWasWritten() throws IOException {
        assertThat(open()).isEmpty();
        write();
        assertThat(IndexFile.open(disk, FOLDER, IndexKind.KEYS, SEGMENT)).isEmpty();
    }

    @Test
    void anIndexOfOtherBytesIsNotUsed() throws IOException {
        write();
        assertThat(IndexFile.open(disk, FOLDER, IndexKind.QUEUES, new SealedSegment(8192, 4096, 1)))
                .isEmpty();
        assertThat(IndexFile.open(
                        disk, FOLDER, IndexKind.QUEUES, new SealedSegment(8192, 2048, SEGMENT.endFingerprint())))
                .isEmpty();
        disk.rename(PATH, FOLDER.resolve("00000000000000004096.queues"));
        assertThat(IndexFile.open(
                        disk, FOLDER, IndexKind.QUEUES, new SealedSegment(4096, 4096, SEGMENT.endFingerprint())))
                .isEmpty();
        disk.rename(FOLDER.resolve("00000000000000004096.queues"), FOLDER.resolve("00000000000000008192.keys"));
        assertThat(IndexFile.open(disk, FOLDER, IndexKind.KEYS, SEGMENT)).isEmpty();
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        write();
        for (int position = 0; position < disk.sizeBytes(PATH); position++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                disk.flipBit(PATH, position, bit);
                Optional<IndexFile> damaged = open();
                if (position < IndexHeader.BYTES + "directory".length()) {
                    assertThat(damaged).as("byte %s", position).isEmpty();
                } else {
                    assertThatThrownBy(damaged.orElseThrow()::body).isInstanceOf(DamagedIndexException.class);
                    assertThat(damaged.get().isSound()).isFalse();
                }
                disk.flipBit(PATH, position, bit);
            }
        }
        assertThat(open()).isPresent();
    }

    @Test
    void damageAfterTheFirstUseIsFoundByLookingAgain() throws Exception {
        write();
        IndexFile file = open().orElseThrow();
        file.body();
        disk.flipBit(PATH, IndexHeader.BYTES, 0);
        assertThat(file.isSound()).isFalse();
    }

    @Test
    void everyOtherLengthIsFound() throws IOException {
        write();
        byte[] whole = new byte[(int) disk.sizeBytes(PATH)];
        try (DiskFile file = disk.open(PATH)) {
            file.read(0, ByteBuffer.wrap(whole));
        }
        for (int lengthBytes = 0; lengthBytes < whole.length + 20; lengthBytes++) {
            if (lengthBytes == whole.length) {
                continue;
            }
            disk.delete(PATH);
            try (DiskFile file = disk.create(PATH, lengthBytes)) {
                file.write(0, List.of(ByteBuffer.wrap(whole, 0, Math.min(whole.length, lengthBytes))));
            }
            assertThat(open()).as("%s bytes", lengthBytes).isEmpty();
        }
    }

    @Test
    void aCrashLeavesTheOldOneOrTheNewOneOrNone() throws Exception {
        for (int writes = 0; writes < 2; writes++) {
            for (int seed = 0; seed < 200; seed++) {
                SimulatedDisk crashing = new SimulatedDisk(seed);
                crashing.createDirectories(FOLDER);
                crashing.forceDirectory(FOLDER);
                if (writes == 1) {
                    IndexFile.write(
                            crashing, FOLDER, IndexKind.KEYS, SEGMENT, List.of(bytes("d")), List.of(bytes("old")));
                }
                IndexDraft draft = new IndexDraft(
                        crashing, FOLDER, IndexKind.KEYS, SEGMENT, List.of(bytes("d")), List.of(bytes("new")));
                for (int steps = seed % 3; steps > 0; steps--) {
                    draft.step();
                }
                crashing.crash();
                Optional<IndexFile> found = IndexFile.open(crashing, FOLDER, IndexKind.KEYS, SEGMENT);
                if (seed % 3 == 2) {
                    assertThat(text(found.orElseThrow().body())).isEqualTo("new");
                } else {
                    assertThat(found.isPresent()).isEqualTo(writes == 1);
                }
            }
        }
    }

    @Test
    void aFullDiskLeavesNothingBehind() throws IOException {
        disk.fill(0);
        assertThatThrownBy(this::write).isInstanceOf(DiskFullException.class);
        assertThat(disk.list(FOLDER)).isEmpty();
        disk.fill(100_000);
        write();
        assertThat(open()).isPresent();
    }

    @Test
    void memoryStaysUntilTheLastReaderIsDone() throws Exception {
        write();
        IndexFile file = open().orElseThrow();
        ByteBuffer body = file.body();
        assertThat(file.tryRetain()).isTrue();
        disk.delete(PATH);
        file.release();
        assertThat(text(body.duplicate())).isEqualTo("the body");
        file.release();
        assertThat(file.tryRetain()).isFalse();
        // The simulated disk spoils what is unmapped.
        assertThat(text(body.duplicate())).isNotEqualTo("the body");
    }
}
