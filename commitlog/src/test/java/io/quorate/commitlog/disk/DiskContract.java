package io.quorate.commitlog.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every disk does. Run on the real one and on the simulated one. */
abstract class DiskContract {
    abstract Disk disk();

    abstract Path directory();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer view, int from, int count) {
        byte[] bytes = new byte[count];
        view.get(from, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void aNewFileHasItsSizeAndReadsAsZeros() throws IOException {
        DiskFile file = disk().create(directory().resolve("a"), 10_000);
        assertThat(file.sizeBytes()).isEqualTo(10_000);
        ByteBuffer all = ByteBuffer.allocate(10_000);
        file.read(0, all);
        assertThat(all.array()).containsOnly(0);
        assertThat(file.view().remaining()).isEqualTo(10_000);
        file.close();
    }

    @Test
    void aNameIsMadeOnce() throws IOException {
        disk().create(directory().resolve("a"), 10).close();
        assertThatThrownBy(() -> disk().create(directory().resolve("a"), 10)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotThereCannotBeOpenedOrDeleted() throws IOException {
        assertThat(disk().exists(directory().resolve("a"))).isFalse();
        assertThatThrownBy(() -> disk().open(directory().resolve("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk().delete(directory().resolve("a"))).isInstanceOf(IOException.class);
    }

    @Test
    void buffersAreWrittenOneAfterTheOtherAndDoNotMove() throws IOException {
        DiskFile file = disk().create(directory().resolve("a"), 100);
        ByteBuffer first = bytes("xxone").position(2);
        ByteBuffer direct = ByteBuffer.allocateDirect(5).put(bytes("-two-")).flip();
        ByteBuffer readOnly = bytes("three").asReadOnlyBuffer();
        file.write(7, List.of(first, direct, readOnly));
        assertThat(first.position()).isEqualTo(2);
        assertThat(direct.remaining()).isEqualTo(5);
        assertThat(readOnly.remaining()).isEqualTo(5);
        ByteBuffer read = ByteBuffer.allocate(13);
        file.read(7, read);
        assertThat(new String(read.array(), StandardCharsets.US_ASCII)).isEqualTo("one-two-three");
        file.close();
    }

    @Test
    void largeBuffersOfBothKindsArriveWhole() throws IOException {
        ByteBuffer heap = ByteBuffer.allocate(3_000_001);
        ByteBuffer direct = ByteBuffer.allocateDirect(1_500_000);
        for (int i = 0; i < heap.limit(); i++) {
            heap.put(i, (byte) ((i * 31) >>> 3));
        }
        for (int i = 0; i < direct.limit(); i++) {
            direct.put(i, (byte) ((i * 17) >>> 2));
        }
        DiskFile file = disk().create(directory().resolve("a"), 5_000_000);
        file.write(13, List.of(bytes("small"), heap, bytes("small"), direct, bytes("end")));
        ByteBuffer view = file.view();
        assertThat(text(view, 13, 5)).isEqualTo("small");
        assertThat(view.slice(18, 3_000_001)).isEqualTo(heap);
        assertThat(text(view, 18 + 3_000_001, 5)).isEqualTo("small");
        assertThat(view.slice(18 + 3_000_006, 1_500_000)).isEqualTo(direct);
        assertThat(text(view, 18 + 4_500_006, 3)).isEqualTo("end");
        file.close();
    }

    @Test
    void aViewShowsLaterWritesAndOutlivesFileAndName() throws IOException {
        Path path = directory().resolve("a");
        DiskFile file = disk().create(path, 100);
        ByteBuffer view = file.view();
        file.write(0, List.of(bytes("later")));
        assertThat(text(view, 0, 5)).isEqualTo("later");
        file.writeZeros(1, 3);
        assertThat(text(view, 0, 5)).isEqualTo("l\0\0\0r");
        file.close();
        disk().delete(path);
        assertThat(text(view, 0, 1)).isEqualTo("l");
        assertThat(view.isReadOnly()).isTrue();
    }

    @Test
    void nothingIsWrittenOrReadOutsideAFile() throws IOException {
        DiskFile file = disk().create(directory().resolve("a"), 10);
        assertThatThrownBy(() -> file.write(8, List.of(bytes("123")))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.write(-1, List.of(bytes("1")))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.writeZeros(5, 6)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.read(8, ByteBuffer.allocate(3))).isInstanceOf(IOException.class);
        file.close();
    }

    @Test
    void namesAreListedSortedAndRenamedOver() throws IOException {
        for (String name : List.of("b", "a", "c")) {
            DiskFile file = disk().create(directory().resolve(name), 1);
            file.write(0, List.of(bytes(name)));
            file.force();
            file.close();
        }
        disk().rename(directory().resolve("c"), directory().resolve("a"));
        disk().forceDirectory(directory());
        assertThat(disk().list(directory())).containsExactly("a", "b");
        try (DiskFile a = disk().open(directory().resolve("a"))) {
            assertThat(text(a.view(), 0, 1)).isEqualTo("c");
        }
    }

    @Test
    void aDirectoryIsLockedByOneUntilReleased() throws IOException {
        Closeable lock = disk().lock(directory());
        assertThatThrownBy(() -> disk().lock(directory()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        assertThat(disk().list(directory())).isEmpty();
        lock.close();
        disk().lock(directory()).close();
    }

    @Test
    void thereIsSpace() throws IOException {
        assertThat(disk().usableBytes(directory())).isPositive();
    }
}
