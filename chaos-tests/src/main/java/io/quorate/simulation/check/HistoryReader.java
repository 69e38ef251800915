package io.quorate.simulation.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link HistoryWriter} wrote. Operations without an answer are unknown; a last line cut short by a crash is dropped. */
public final class HistoryReader {
    private static final JsonFactory JSON = new JsonFactory();

    private HistoryReader() {}

    /** Fails also if a line is not one of a history, and says which. */
    public static History read(Reader in) throws IOException {
        BufferedReader lines = new BufferedReader(in);
        List<Operation> operations = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>(); // by the number of the operation
        int lineNumber = 0;
        String text = lines.readLine();
        while (text != null) {
            lineNumber++;
            String following = lines.readLine();
            try {
                take(text, operations, places);
            } catch (IOException | IllegalArgumentException notALine) {
                if (following != null) {
                    throw new IOException("line " + lineNumber + ": " + notALine.getMessage(), notALine);
                }
            }
            text = following;
        }
        return new History(operations);
    }

    private static void take(String text, List<Operation> operations, Map<Integer, Integer> places) throws IOException {
        HistoryLine line;
        try (JsonParser json = JSON.createParser(text)) {
            line = HistoryLine.parse(json);
        }
        if (!line.isOfClient()) {
            return;
        }
        if (line.isInvocation()) {
            places.put(line.number(), operations.size());
            operations.add(line.asked());
            return;
        }
        Integer place = places.get(line.number());
        if (place == null) {
            throw new IOException("an answer to operation " + line.number() + ", which was not invoked");
        }
        operations.set(place, line.ended(operations.get(place)));
    }
}
