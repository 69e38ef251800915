package io.quorate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.simulation.check.Operation.Send;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryFileTest {
    private static String written(History history) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HistoryWriter.write(history, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static History read(String text) throws IOException {
        return HistoryReader.read(new StringReader(text));
    }

    @Test
    void everyOperationComesBackAsItWas() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            History history = RandomHistory.of(seed, 500);
            assertThat(read(written(history)).operations()).isEqualTo(history.operations());
        }
    }

    @Test
    void soDoOperationsOfConsumersAndOfWhatIsShownLater() throws IOException {
        History history = new History(new Script()
                .half(1, 0, 1, "a")
                .decided(2, 2, 3, "a", Operation.Fate.COMMIT)
                .delayed(1, 4, 5, "b", 99)
                .batch(1, 6, 7, 5, "c", "d")
                .given(3, 8, 9, "c", 0, "a")
                .givenAndDied(4, 10, "c", 5, "c")
                .popped(5, 11, 12, 100, Script.at(5, "c", "d"))
                .hidden(5, 13, 14, 5, 30)
                .acknowledged(5, 15, 16, 5)
                .lookedUp(6, 17, 18, "c", Operation.Name.KEY, Script.at(5, "c"))
                .lookedUp(6, 19, 20, "d", Operation.Name.ID, List.of())
                .index()
                .history()
                .operations());
        assertThat(read(written(history)).operations()).isEqualTo(history.operations());
    }

    @Test
    void linesAreAsDocumented() throws IOException {
        Send send = new Send(Call.open(9, 4, 1_203), "T1/0", "4-311");
        Send acknowledged = new Send(send.call().ok(1_209, "n2"), send.queue(), send.value(), 702);
        assertThat(written(new History(List.of(acknowledged)))).isEqualTo("""
                        {"i":0,"t":1203,"p":4,"op":9,"type":"invoke","f":"send","q":"T1/0","v":"4-311"}
                        {"i":1,"t":1209,"p":4,"op":9,"type":"ok","f":"send","off":702,"node":"n2"}
                        """);
    }

    @Test
    void aCorruptRecordStaysCorrupt() throws IOException {
        History history = new History(List.of(
                new Operation.Drain(Call.open(0, 1, 5).ok(6), "q", 0, 1, List.of(new SeenRecord(0, "x", false)))));
        assertThat(read(written(history))).isEqualTo(history);
    }

    @Test
    void whatTheDeadHarnessDidNotFinishIsUnknown() throws IOException {
        String text = written(RandomHistory.of(3, 300));
        List<String> lines = text.lines().toList();
        String cut =
                String.join("\n", lines.subList(0, 50)) + "\n" + lines.get(50).substring(0, 20);
        List<Operation> operations = read(cut).operations();
        assertThat(operations).isNotEmpty();
        assertThat(operations)
                .filteredOn(operation -> operation.call().completedNanos() == Call.NEVER)
                .isNotEmpty()
                .allMatch(operation -> operation.call().outcome() == Outcome.INFO);
    }

    @Test
    void aBadLineInTheMiddleIsNamed() throws IOException {
        List<String> lines = written(RandomHistory.of(3, 300)).lines().toList();
        String text = lines.get(0) + "\n" + lines.get(1).substring(0, 20) + "\n" + lines.get(2);
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageStartingWith("line 2");
        String unasked = """
                {"i":0,"t":5,"p":4,"op":9,"type":"ok","f":"send","off":702}
                {"i":1,"t":6,"p":4,"op":10,"type":"invoke","f":"send","q":"q","v":"4-1"}
                """;
        assertThatThrownBy(() -> read(unasked)).hasMessageContaining("operation 9, which was not invoked");
    }

    @Test
    void faultsAndFieldsOfLaterWritersArePassedOver() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HistoryWriter writer = new HistoryWriter(out)) {
            writer.fault(1, "partition-begin", "n1 | n2,n3");
            writer.invoked(new Send(Call.open(0, 1, 2), "q", "1-1"));
        }
        String text = out.toString(StandardCharsets.UTF_8).replace("\"q\":", "\"more\":[{\"a\":[1]}],\"q\":");
        assertThat(read(text).operations()).containsExactly(new Send(Call.open(0, 1, 2), "q", "1-1"));
    }
}
