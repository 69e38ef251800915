package io.quorate.commitlog.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.InvariantViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {
    @TempDir
    private Path folder;

    private SharedFile make() throws IOException {
        FileDisk disk = new FileDisk();
        try (DiskFile file = disk.create(folder.resolve("shared"), 1 << 20)) {
            file.write(0, List.of(ByteBuffer.wrap(new byte[] {42})));
        }
        return SharedFile.open(disk, folder.resolve("shared"));
    }

    private boolean isMapped() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.anyMatch(line -> line.contains(folder.resolve("shared").toString()));
        }
    }

    private boolean isOpen() throws IOException {
        try (var handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.anyMatch(this::isOurs);
        }
    }

    private boolean isOurs(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString().contains(folder.toString());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void mappingAndHandleGoWithTheLastUser() throws IOException {
        SharedFile file = make();
        assertThat(file.tryRetain()).isTrue();
        Files.delete(file.path());
        file.release();
        assertThat(file.view().get(0)).isEqualTo((byte) 42);
        assertThat(isMapped()).isTrue();
        assertThat(isOpen()).isTrue();
        file.release();
        assertThat(isMapped()).isFalse();
        assertThat(isOpen()).isFalse();
        assertThat(file.tryRetain()).isFalse();
    }

    @Test
    void oneReleaseTooManyIsOurMistake() throws IOException {
        SharedFile file = make();
        file.release();
        assertThatThrownBy(file::release).isInstanceOf(InvariantViolation.class);
    }
}
