package io.quorate.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.fault.FaultKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
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

    private static NodeLogs logsWith(FaultKind kind, long atMillis) {
        return new NodeLogs(List.of(RunsOfOld.fault(kind, true, atMillis, atMillis + 100, atMillis + 5000)));
    }

    private Path log(Instant at, String rest) throws Exception {
        return Files.writeString(Files.createTempFile(dir, "broker", ".log"), TIMESTAMP.format(at) + " " + rest + "\n");
    }
}
