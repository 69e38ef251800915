package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every file of {@code src/test/resources/scenarios}. With {@code -Dscenarios.rewrite=true} the files' expectations are
 * written anew, to be read in the diff.
 */
class ScenarioTest {
    private static final Path SOURCES = Path.of("src/test/resources/scenarios");

    static Stream<String> files() throws IOException, URISyntaxException {
        Path folder = Path.of(ScenarioTest.class.getResource("/scenarios").toURI());
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void scenario(String file) throws IOException {
        String text = Files.readString(SOURCES.resolve(file));
        String played = play(text);
        if (Boolean.getBoolean("scenarios.rewrite")) {
            Files.writeString(SOURCES.resolve(file), played);
        }
        assertThat(played).isEqualTo(Boolean.getBoolean("scenarios.rewrite") ? played : text);
    }

    /** The file again, with what happens now below each command's dashes. */
    private static String play(String text) {
        Scenario scenario = new Scenario();
        List<String> output = new ArrayList<>();
        for (String block : text.strip().split("\n\\s*\n", -1)) {
            StringBuilder played = new StringBuilder();
            StringBuilder changes = new StringBuilder();
            for (String line : block.split("\n----", 2)[0].split("\n", -1)) {
                played.append(line).append('\n');
                if (!line.startsWith("#") && !line.isBlank() && !line.startsWith("----")) {
                    String said = scenario.run(line);
                    changes.append(said).append(said.isEmpty() ? "" : "\n");
                }
            }
            output.add(played + "----\n" + changes);
        }
        return String.join("\n", output);
    }
}
