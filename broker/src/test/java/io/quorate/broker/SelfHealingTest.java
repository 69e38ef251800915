package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.offline.LogCommand;
import io.quorate.commitlog.LogFingerprint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Three real nodes with small segments; bytes of one go bad, and are good again without anybody doing anything. */
class SelfHealingTest {
    private static final String[] THREE = {"n1", "n2", "n3"};
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int BODY_BYTES = 60_000;

    @TempDir
    private Path directory;

    private BrokerGroup group;
    private String said = "";

    @BeforeEach
    void startThreeAndFillSomeSegments() throws Exception {
        group = new BrokerGroup(directory);
        group.set("mappedFileSizeCommitLog", Integer.toString(SEGMENT_BYTES));
        group.set("maxMessageSize", "65536");
        group.set("scrubIntervalMinutes", "0");
        for (String node : THREE) {
            group.start(node, THREE);
        }
        group.awaitLeader();
        send(0, 60);
        for (String node : THREE) {
            group.awaitCaughtUp(node);
        }
    }

    @AfterEach
    void tearDown() throws Exception {
        group.close();
    }

    private void send(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            group.send("n1", i + "-" + "x".repeat(BODY_BYTES));
        }
    }

    private Path logOf(String node) {
        return group.directory(node).resolve("commitlog");
    }

    private void flip(String node, long position) throws IOException {
        long start = position - position % SEGMENT_BYTES;
        Path file = logOf(node).resolve(String.format("%020d.log", start));
        try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
            segment.seek(position - start);
            int found = segment.read();
            segment.seek(position - start);
            segment.write(found ^ 0x40);
        }
    }

    private int log(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command =
                LogCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        int code = command.execute(arguments);
        said = out.toString();
        return code;
    }

    private String path(String node) {
        return group.directory(node).toString();
    }

    @Test
    void damageInSealedAndActiveSegmentsOfAStoppedNodeHealsWhenItStarts() throws Exception {
        group.stop("n3");
        long end = LogFingerprint.of(logOf("n3")).endPosition();
        long active = end - end % SEGMENT_BYTES;
        assertThat(active).isGreaterThanOrEqualTo(3 * SEGMENT_BYTES);
        flip("n3", SEGMENT_BYTES + 1000);
        flip("n3", SEGMENT_BYTES + 100_000);
        flip("n3", 2 * SEGMENT_BYTES + 20);
        flip("n3", (active + end) / 2);
        assertThat(log("verify", path("n3"))).isEqualTo(1);
        assertThat(said).contains("DAMAGED position", "BAD_CHECKSUM");
        assertThat(log("compare", path("n3"), path("n1"), "--live")).isEqualTo(1);
        assertThat(said).contains("they differ at position " + (SEGMENT_BYTES + 1000));

        group.start("n3", THREE);
        send(60, 65);
        group.awaitCaughtUp("n3");
        group.await("n3 to be whole", () -> log("verify", path("n3"), "--live") == 0);
        requireTheSameFiles();
    }

    @Test
    void damageUnderRunningNodesHeals() throws Exception {
        String leader = group.awaitLeader();
        String follower = leader.equals("n3") ? "n2" : "n3";
        Random random = new Random(7);
        for (int i = 0; i < 5; i++) {
            flip(leader, random.nextInt(SEGMENT_BYTES));
            flip(follower, SEGMENT_BYTES + random.nextInt(SEGMENT_BYTES));
        }
        group.await("the leader to be whole", () -> log("verify", path(leader), "--live") == 0);
        group.await("the follower to be whole", () -> log("verify", path(follower), "--live") == 0);
        assertThat(group.status(leader))
                .containsPattern("\"repairedCount\":[1-9]")
                .contains("\"unrepairedCount\":0");
        assertThat(group.awaitLeader()).isEqualTo(leader);
        requireTheSameFiles();
    }

    @Test
    void aStoppedNodeIsMendedFromAnothersDirectory() throws Exception {
        for (String node : THREE) {
            group.stop(node);
        }
        flip("n1", 5000);
        flip("n2", SEGMENT_BYTES + 5000);
        assertThat(log("repair", path("n1"), "--from", path("n2"))).as(said).isZero();
        assertThat(said).contains("mended");
        assertThat(log("verify", path("n1"))).isZero();
        assertThat(log("repair", path("n2"), "--from", path("n1"))).isZero();
        assertThat(log("compare", path("n1"), path("n2"))).isZero();
        assertThat(said).contains("the same in positions 0..");
        assertThat(log("repair", path("n2"), "--from", path("n3"))).isZero();
        assertThat(said).contains("nothing is damaged");
    }

    @Test
    void aDumpShowsEntriesAndRecords() throws Exception {
        assertThat(log("verify", path("n1"))).isEqualTo(1);
        assertThat(said).contains("in use by another", "--live");
        assertThat(log("dump", path("n1"), "--live", "--limit", "100000")).isZero();
        assertThat(said)
                .contains("kind=NOOP", "kind=FILLER", "kind=RECORDS", "command TopicPut[")
                .containsPattern("message topic=[^ ]+ queue=[0-9]+ queueOffset=[0-9]+ position=[0-9]+ bytes=");
        assertThat(log("dump", path("n1"), "--live", "--from-index", "3", "--to-index", "4"))
                .isZero();
        assertThat(said.lines().filter(line -> line.startsWith("entry"))).hasSize(2);
        assertThat(log("dump", path("n1"), "--live", "--topic", "no-such-topic"))
                .isZero();
        assertThat(said).isEmpty();
    }

    private void requireTheSameFiles() throws Exception {
        for (String node : THREE) {
            group.awaitCaughtUp(node);
        }
        // The leader last: were it first, the others would elect another one, and begin its term with an entry.
        String leader = group.awaitLeader();
        for (String node : THREE) {
            if (!node.equals(leader)) {
                group.stop(node);
            }
        }
        group.stop(leader);
        LogFingerprint fingerprint = LogFingerprint.of(logOf("n1"));
        for (String node : THREE) {
            assertThat(log("verify", path(node))).isZero();
            assertThat(LogFingerprint.of(logOf(node))).isEqualTo(fingerprint);
            for (String segment : segmentsOf("n1")) {
                assertThat(Files.mismatch(
                                logOf("n1").resolve(segment), logOf(node).resolve(segment)))
                        .as("%s of %s", segment, node)
                        .isEqualTo(-1);
            }
        }
    }

    /** Those with entries: of files that were only reserved each node may have another number. */
    private List<String> segmentsOf(String node) throws Exception {
        long end = LogFingerprint.of(logOf(node)).endPosition();
        return LongStream.iterate(0, start -> start < end, start -> start + SEGMENT_BYTES)
                .mapToObj(start -> String.format("%020d.log", start))
                .toList();
    }
}
