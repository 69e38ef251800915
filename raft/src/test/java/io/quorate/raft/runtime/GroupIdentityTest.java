package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupIdentityTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/group-identity-v1.hex");
    private static final Membership RECORD = new Membership(
            List.of(new Member(N1, 7, "10.0.0.1:10912"), new Member(new NodeId("n2"), 8, "10.0.0.2:10912")), List.of());

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("raft.identity");
    }

    @Test
    void aDiskKeepsItsNameAndItsRecord() throws Exception {
        try (GroupIdentity made = open(7, false)) {
            assertThat(made.storageId()).isEqualTo(7);
            assertThat(made.record()).isEmpty();
        }
        try (GroupIdentity again = open(99, true)) {
            assertThat(again.storageId()).isEqualTo(7);
            assertThat(again.isFromEarlierVersion())
                    .as("only what was so when the name was made")
                    .isFalse();
            again.form(RECORD);
            assertThat(again.record()).contains(RECORD);
        }
        try (GroupIdentity formed = open(99, true)) {
            assertThat(formed.storageId()).isEqualTo(7);
            assertThat(formed.record()).contains(RECORD);
        }
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(golden());
    }

    private static String golden() throws Exception {
        return Files.readAllLines(GOLDEN).stream()
                .map(line -> line.split("#", 2)[0].replace(" ", ""))
                .collect(Collectors.joining());
    }

    @Test
    void anEmptiedDirectoryGetsAnotherNameAndIdsArePositive() throws Exception {
        open(7, false).close();
        Files.delete(file);
        try (GroupIdentity other = open(Long.MIN_VALUE + 5, false)) {
            assertThat(other.storageId()).isEqualTo(5);
        }
        Files.delete(file);
        try (GroupIdentity other = open(Long.MIN_VALUE, false)) {
            assertThat(other.storageId()).isEqualTo(1);
        }
    }

    @Test
    void dataWithoutANameIsOfAnEarlierVersion() throws Exception {
        open(7, true).close();
        try (GroupIdentity again = open(8, true)) {
            assertThat(again.isFromEarlierVersion()).isTrue();
        }
    }

    @Test
    void everyWrongByteAndEveryCutIsSeen() throws Exception {
        try (GroupIdentity made = open(7, false)) {
            made.form(RECORD);
        }
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(file, bad);
            requireDamaged("byte " + at);
        }
        for (int length = 1; length < good.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            requireDamaged("cut at " + length);
        }
    }

    private void requireDamaged(String what) {
        assertThatThrownBy(() -> open(9, true))
                .as(what)
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StorageFailure.Reason.DAMAGED));
    }

    @Test
    void aDirectoryDoesNotChangeHands() throws Exception {
        open(7, false).close();
        assertThatThrownBy(() -> GroupIdentity.open(file, "c", "g", new NodeId("n2"), false, () -> 1))
                .isInstanceOfSatisfying(
                        StorageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StorageFailure.Reason.WRONG_FILE))
                .hasMessageContaining("belongs to node n1 of group g in cluster c");
    }

    @Test
    void aNameWithoutItsVotesIsRefused() throws Exception {
        Path hardState = directory.resolve("raft.state");
        GroupIdentity.requireHardState(file, hardState);
        open(7, false).close();
        assertThatThrownBy(() -> GroupIdentity.requireHardState(file, hardState))
                .isInstanceOf(StorageFailure.class)
                .hasMessageContaining("must not vote as if it remembered");
        Files.createFile(hardState);
        GroupIdentity.requireHardState(file, hardState);
    }

    private GroupIdentity open(long random, boolean remembers) throws StorageFailure {
        return GroupIdentity.open(file, "c", "g", N1, remembers, () -> random);
    }
}
