package io.quorate.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.RaftNode;
import io.quorate.simulation.explore.ExploreMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the exploration of the core would find bugs in it: mutants of the simulator that are bugs of the core. */
class ExplorerFindsMutantsTest {
    private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> VOTE_NOT_STORED = List.of(
            "E1 the vote is left out of the hard state",
            "file: raft/src/main/java/io/quorate/raft/NodeState.java",
            "find:",
            "    return new HardState(term, Optional.ofNullable(votedFor));",
            "replace:",
            "    return new HardState(term, Optional.empty());");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # mutant | scope                                        | what is broken
                    M3a      | --terms 1 --disk lazy                        | committed is on a majority of disks
                    M10      | --terms 1 --disk lazy                        | committed is on a majority of disks
                    Q2       | --terms 1 --disk lazy                        | one vote a term
                    E1       | --terms 1 --disk lazy --crashes 1            | one vote a term
                    M6       | --terms 2 --disk lazy                        | by counting
                    M7       | --terms 2 --disk lazy                        | committed is on a majority of disks
                    M8a      | --terms 2 --disk lazy                        | leader completeness
                    """)
    void aPlantedBugIsFound(String id, String scope, String broken) throws Exception {
        Path classes = new MutantBuild(SOURCES, System.getProperty("java.class.path")).build(mutant(id), folder);

        String told = explore(classes, scope);

        assertThat(told).contains("BROKEN: ").contains(broken);
    }

    private static Mutant mutant(String id) throws IOException {
        if (id.equals("E1")) {
            return Mutant.parse(id, VOTE_NOT_STORED);
        }
        return Mutant.readAllForSimulator(Path.of("..")).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** With its own classes, the mutant's first; none of them are those of this test. */
    private static String explore(Path classes, String scope) throws Exception {
        URL[] classPath = {url(classes), home(RaftNode.class), home(ExploreMain.class)};
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object code = loader.loadClass(ExploreMain.class.getName())
                    .getMethod("run", String[].class, PrintStream.class)
                    .invoke(null, scope.split(" "), new PrintStream(told, true, StandardCharsets.UTF_8));
            assertThat(code).isEqualTo(1);
        }
        return told.toString(StandardCharsets.UTF_8);
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }

    private static URL home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
