package io.quorate.commitlog.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest extends DiskContract {
    @TempDir
    Path directory;

    private final FileDisk disk = new FileDisk();

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path directory() {
        return directory;
    }

    @Test
    void aFullDiskIsToldFromOtherTrouble() {
        assertThat(ChannelFile.classified(new IOException("No space left on device")))
                .isInstanceOf(DiskFullException.class);
        assertThat(ChannelFile.classified(new IOException("Disk quota exceeded")))
                .isInstanceOf(DiskFullException.class);
        assertThat(ChannelFile.classified(new IOException("Input/output error")))
                .isNotInstanceOf(DiskFullException.class);
    }
}
