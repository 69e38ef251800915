package io.quorate.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantTest {
    private static final List<String> WELL_FORMED = List.of(
            "M8a a vote asks for nothing",
            "# why it looks like this",
            "options: --threads=1",
            "file: a/Vote.java",
            "find:",
            "    return term",
            "        > ourTerm;",
            "replace:",
            "    return true;",
            "find:",
            "    int unused;",
            "replace:");

    @Test
    void readsItsFile() {
        Mutant mutant = Mutant.parse("M08a.mutant", WELL_FORMED);

        assertThat(mutant.id()).isEqualTo("M8a");
        assertThat(mutant.title()).isEqualTo("a vote asks for nothing");
        assertThat(mutant.options()).containsExactly("--threads=1");
        assertThat(mutant.edits())
                .containsExactly(
                        new Mutant.Edit("a/Vote.java", "return term\n        > ourTerm;", "return true;"),
                        new Mutant.Edit("a/Vote.java", "int unused;", ""));
    }

    @Test
    void refusesAFileThatSaysTooLittle() {
        assertThatThrownBy(() -> Mutant.parse("M1.mutant", List.of()))
                .hasMessageContaining("M1.mutant: the first line");
        assertThatThrownBy(() -> Mutant.parse("M1.mutant", List.of("M1 a title")))
                .hasMessageContaining("nothing is changed");
        assertThatThrownBy(() -> Mutant.parse("M1.mutant", List.of("M1 a title", "find:", "x", "replace:", "y")))
                .hasMessageContaining("needs a file");
        assertThatThrownBy(() -> Mutant.parse("M1.mutant", List.of("M1 a title", "file: A.java", "find:", "x")))
                .hasMessageContaining("a replace after it");
        assertThatThrownBy(() -> Mutant.parse("M1.mutant", List.of("M1 a title", "fiel: A.java")))
                .hasMessageContaining("'fiel: A.java' belongs to nothing");
    }

    @Test
    void fitsWhereverTheWhiteSpaceIs() {
        Mutant mutant = Mutant.parse("M08a.mutant", WELL_FORMED);

        assertThat(MutantBuild.apply(mutant, mutant.edits().get(0), "if (a) {\n  return term > ourTerm;\n}"))
                .isEqualTo("if (a) {\n  return true;\n}");
    }

    @Test
    void saysThatItNoLongerFits() {
        Mutant mutant = Mutant.parse("M08a.mutant", WELL_FORMED);
        Mutant.Edit edit = mutant.edits().get(0);

        assertThatThrownBy(() -> MutantBuild.apply(mutant, edit, "return term >= ourTerm;"))
                .hasMessageContaining("M8a no longer fits")
                .hasMessageContaining("is 0 times in a/Vote.java");
        assertThatThrownBy(() -> MutantBuild.apply(mutant, edit, "return term > ourTerm; return term > ourTerm;"))
                .hasMessageContaining("is 2 times in a/Vote.java");
    }

    @Test
    void saysThatItDoesNotCompile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("A.java"), "class A { int x = 1; }");
        Mutant mutant =
                Mutant.parse("M1.mutant", List.of("M1 a title", "file: A.java", "find:", "x = 1", "replace:", "x = y"));

        assertThatThrownBy(() -> new MutantBuild(folder, "").build(mutant, folder.resolve("out")))
                .hasMessageContaining("M1 does not compile")
                .hasMessageContaining("A.java");
    }

    /** So that a change of the sources says at once which mutant it put out of use, and not only the long run in CI. */
    @Test
    void allOfThemFitTheSources() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Set<String> ids = new HashSet<>();
        for (Mutant mutant : Mutant.readAllForProcesses(root)) {
            assertThat(ids.add(mutant.id())).as("%s is there once", mutant.id()).isTrue();
            for (Mutant.Edit edit : mutant.edits()) {
                MutantBuild.apply(mutant, edit, Files.readString(root.resolve(edit.file())));
            }
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(20);
    }
}
