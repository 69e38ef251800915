package io.quorate.commitlog.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContract {
    private static final Path DIRECTORY = Path.of("store");
    private static final Path FILE = DIRECTORY.resolve("a");
    private static final int SIZE = 2000;

    private SimulatedDisk disk = new SimulatedDisk(1);

    @BeforeEach
    void makeDirectory() {
        disk.createDirectories(DIRECTORY);
    }

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path directory() {
        return DIRECTORY;
    }

    private static ByteBuffer filled(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private byte[] content() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        disk.open(FILE).read(0, all);
        return all.array();
    }

    private DiskFile forcedFile() throws IOException {
        DiskFile file = disk.create(FILE, SIZE);
        file.write(0, List.of(filled(1)));
        file.force();
        disk.forceDirectory(DIRECTORY);
        return file;
    }

    @Test
    void whatWasForcedSurvivesACrash() throws IOException {
        forcedFile();
        disk.crash();
        assertThat(content()).containsOnly(1);
    }

    @Test
    void whatWasNotForcedIsLostKeptOrTorn() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            disk = new SimulatedDisk(seed);
            disk.createDirectories(DIRECTORY);
            forcedFile().write(0, List.of(filled(2)));
            disk.crash();
            byte[] found = content();
            assertThat(found).containsAnyOf(1, 2).doesNotContain(0);
            outcomes.add(
                    Arrays.equals(found, filled(1).array())
                            ? "lost"
                            : Arrays.equals(found, filled(2).array()) ? "kept" : "torn");
        }
        assertThat(outcomes).containsExactlyInAnyOrder("lost", "kept", "torn");
    }

    @Test
    void namesNotForcedComeAndGo() throws IOException {
        Set<Boolean> outcomes = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            disk = new SimulatedDisk(seed);
            disk.createDirectories(DIRECTORY);
            disk.create(FILE, SIZE);
            disk.crash();
            outcomes.add(disk.exists(FILE));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aKilledProcessLosesNothing() throws IOException {
        DiskFile file = forcedFile();
        file.write(0, List.of(filled(3)));
        disk.kill();
        assertThat(content()).containsOnly(3);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    }

    @Test
    void handlesDieAndLocksAreFreeAfterACrash() throws IOException {
        DiskFile file = forcedFile();
        disk.lock(DIRECTORY);
        disk.crash();
        assertThatThrownBy(() -> file.write(0, List.of(filled(2)))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        disk.lock(DIRECTORY).close();
    }

    @Test
    void plannedFailuresComeOnceAndInTurn() throws IOException {
        DiskFile file = forcedFile();
        disk.failWriteAfter(1);
        file.write(0, List.of(filled(2)));
        assertThatThrownBy(() -> file.write(0, List.of(filled(3)))).isInstanceOf(IOException.class);
        file.write(0, List.of(filled(4)));
        disk.failForceAfter(0);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.force();
        disk.failForceAfter(0);
        assertThatThrownBy(() -> disk.forceDirectory(DIRECTORY)).isInstanceOf(IOException.class);
    }

    @Test
    void afterAFailedForceTheNextOneSavesNothing() throws IOException {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            disk = new SimulatedDisk(seed);
            disk.createDirectories(DIRECTORY);
            DiskFile file = forcedFile();
            file.write(0, List.of(filled(2)));
            disk.failForceAfter(0);
            assertThatThrownBy(file::force).isInstanceOf(IOException.class);
            file.force();
            disk.crash();
            outcomes.add(Arrays.equals(content(), filled(2).array()) ? "saved" : "lost");
        }
        assertThat(outcomes).contains("lost");
    }

    @Test
    void aFullDiskRefusesNewBlocksAndTakesOverwrites() throws IOException {
        DiskFile file = forcedFile();
        disk.setCapacityBytes(4096);
        file.write(0, List.of(filled(2)));
        DiskFile other = disk.create(DIRECTORY.resolve("b"), SIZE);
        assertThatThrownBy(() -> other.write(0, List.of(filled(1)))).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> other.writeZeros(0, 10)).isInstanceOf(DiskFullException.class);
        assertThat(disk.usableBytes(DIRECTORY)).isZero();
    }

    @Test
    void aFlippedBitShowsAtOnceAndStays() throws IOException {
        forcedFile();
        disk.flipBit(FILE, 5, 1);
        assertThat(content()[5]).isEqualTo((byte) 3);
        disk.crash();
        assertThat(content()[5]).isEqualTo((byte) 3);
    }

    @Test
    void aMisdirectedWriteStandsInBothPlaces() throws IOException {
        DiskFile file = forcedFile();
        file.write(100, List.of(ByteBuffer.wrap(new byte[] {7, 8, 9})));
        file.force();
        disk.copy(FILE, 100, FILE, 500, 3);
        disk.crash();
        assertThat(Arrays.copyOfRange(content(), 499, 504)).containsExactly(1, 7, 8, 9, 1);
        assertThat(Arrays.copyOfRange(content(), 100, 103)).containsExactly(7, 8, 9);
    }

    @Test
    void aLostWriteLeavesWhatWasThereBefore() throws IOException {
        DiskFile file = forcedFile();
        assertThat(disk.loseWriteBefore(FILE, SIZE)).as("a write over nothing").isFalse();
        file.write(100, List.of(ByteBuffer.wrap(new byte[] {7, 8, 9})));
        file.force();
        assertThat(disk.loseWriteBefore(FILE, 102)).as("it ends behind that").isFalse();
        assertThat(content()[100]).isEqualTo((byte) 7);
        assertThat(disk.loseWriteBefore(FILE, 200)).isTrue();
        disk.crash();
        assertThat(content()).isEqualTo(filled(1).array());
    }
}
