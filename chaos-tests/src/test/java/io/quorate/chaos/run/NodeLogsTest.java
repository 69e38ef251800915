package io.quorate.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.fault.FaultKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogsTest {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @TempDir
    Path dir;

    @Test
    void anErrorIsExplainedOnlyByAPowerCutOfThatNodeAtThatTime() throws Exception {
        long nowMillis = System.nanoTime() / 1_000_000;
        NodeLogs powerCut = logsWith(FaultKind.POWER_ALL, nowMillis);
        Path now = log(Instant.now(), "ERROR [flusher-n1] Replica - Input/output error");
        Path later = log(Instant.now().plusSeconds(60), "ERROR [flusher-n1] Replica - Input/output error");
        assertThat(powerCut.unexplained("n1", List.of(now))).isEmpty();
        assertThat(powerCut.unexplained("n1", List.of(later))).hasSize(1);
        assertThat(powerCut.unexplained("namesrv", List.of(now))).hasSize(1);
        assertThat(logsWith(FaultKind.KILL_ALL, nowMillis).unexplained("n1", List.of(now)))
                .hasSize(1);
    }

    @Test
    void aBrokenInvariantIsNeverExplained() throws Exception {
        NodeLogs logs = logsWith(FaultKind.POWER_ALL, System.nanoTime() / 1_000_000);
        Path file = log(Instant.now(), "WARN  [loop] Replica - io.quorate.raft.InvariantViolation: what was applied");
        assertThat(logs.unexplained("n1", List.of(file))).hasSize(1);
    }

    @Test
    void ordinaryLinesAreNobodysConcern() throws Exception {
        NodeLogs logs = logsWith(FaultKind.KILL_ALL, 0);
        assertThat(logs.unexplained("n1", List.of(log(Instant.now(), "WARN  [loop] Replica - lost its leader"))))
                .isEmpty();
    }

    @Test
    void damageExplainsWhatANodeSaysOfItAndNothingElse() throws Exception {
        NodeLogs logs = logsWith(FaultKind.ROT_ACTIVE, System.nanoTime() / 1_000_000);
        Path damaged = log(Instant.now(), "ERROR [main] CommitLog - log damaged, cut lastIndex=7");
        Path other = log(Instant.now(), "ERROR [main] CommitLog - flush failed");
        assertThat(logs.unexplained("n1", List.of(damaged))).isEmpty();
        assertThat(logs.unexplained("n1", List.of(other))).hasSize(1);
        assertThat(logs.unexplained("namesrv", List.of(damaged))).hasSize(1);
    }

    @Test
    void aTermHasOneLeader() throws Exception {
        Path first =
                log(Instant.now(), "INFO  [x] ReplicaRuntime - node=n1 term=4 role=LEADER leader=n1 serving=false");
        Path again = log(Instant.now(), "INFO  [x] ReplicaRuntime - node=n1 term=4 role=LEADER leader=n1 serving=true");
        Path next = log(Instant.now(), "INFO  [x] ReplicaRuntime - node=n2 term=5 role=LEADER leader=n2 serving=true");
        Path same = log(Instant.now(), "INFO  [x] ReplicaRuntime - node=n2 term=4 role=LEADER leader=n2 serving=true");
        Path follows = log(Instant.now(), "INFO  [x] ReplicaRuntime - node=n2 term=4 role=FOLLOWER leader=n1");
        assertThat(NodeLogs.termsWithTwoLeaders(Map.of("n1", List.of(first, again), "n2", List.of(follows, next))))
                .isEmpty();
        assertThat(NodeLogs.termsWithTwoLeaders(Map.of("n1", List.of(first), "n2", List.of(next, same))))
                .containsExactly("term 4 was led by [n1, n2]");
    }

    private static NodeLogs logsWith(FaultKind kind, long atMillis) {
        return new NodeLogs(List.of(RunsOfOld.fault(kind, true, atMillis, atMillis + 100, atMillis + 5000)));
    }

    private Path log(Instant at, String rest) throws Exception {
        return Files.writeString(Files.createTempFile(dir, "broker", ".log"), TIMESTAMP.format(at) + " " + rest + "\n");
    }
}
