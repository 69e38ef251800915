package io.quorate.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulation.check.History;
import io.quorate.simulation.check.HistoryChecks;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Send;
import io.quorate.simulation.check.Outcome;
import io.quorate.simulation.check.SeenRecord;
import io.quorate.simulation.check.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenByOfficialTest {
    @TempDir
    Path dir;

    private List<Operation> read(String text) throws Exception {
        Path seen = Files.writeString(dir.resolve("official.seen"), text);
        return SeenByOfficial.numbered(SeenByOfficial.read(seen, "T")).operations();
    }

    @Test
    void linesBecomeOperationsInTheOrderOfTime() throws Exception {
        List<Operation> operations = read("""
                send 2 7 300 1 7-2
                send 1 7 100 0 7-1
                sent 1 200 ok 5
                sent 2 400 fail -1 RemotingConnectException:connect_failed
                consumer o0-0 it_did_not_start
                poll o0-1 150 250 0 4:6-1:true 5:7-1:false
                """);
        assertThat(operations).hasSize(3);
        assertThat(operations.get(0)).isInstanceOfSatisfying(Send.class, send -> {
            assertThat(send.value()).isEqualTo("7-1");
            assertThat(send.offset()).isEqualTo(5);
            assertThat(send.call().completedNanos()).isEqualTo(200);
        });
        assertThat(operations.get(1))
                .isInstanceOfSatisfying(
                        Poll.class,
                        poll -> assertThat(poll.records())
                                .containsExactly(new SeenRecord(4, "6-1", true), new SeenRecord(5, "7-1", false)));
        assertThat(operations.get(2).call().outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void whatWasNotAnsweredIsUnknownAndALineCutShortIsLeftOut() throws Exception {
        List<Operation> operations = read("send 1 7 100 0 7-1\nsent 1 20");
        assertThat(operations).hasSize(1);
        assertThat(operations.get(0).call().outcome()).isEqualTo(Outcome.INFO);
    }

    @Test
    void theCheckersJudgeIt() throws Exception {
        List<Operation> operations = read("""
                send 1 7 100 0 7-1
                sent 1 200 ok 0
                poll o0 300 400 0 0:8-1:true
                """);
        assertThat(HistoryChecks.all(new History(operations), HistoryChecks.Options.DEFAULT))
                .filteredOn(verdict -> !verdict.isValid())
                .extracting(Verdict::checker)
                .contains("C1 divergence", "C3 phantom or corrupt");
    }
}
