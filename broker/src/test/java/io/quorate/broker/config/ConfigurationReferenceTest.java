package io.quorate.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The broker's keys in docs/CONFIGURATION.md are those of {@link ConfigKey}. With {@code -Dconfiguration.rewrite=true} that
 * part of the page is written anew, to be read in the diff.
 */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "../docs/CONFIGURATION.md");
    private static final String BEGIN = "<!-- broker keys: written by ConfigurationReferenceTest -->\n";
    private static final String END = "<!-- end of broker keys -->\n";

    @Test
    void pageShowsEveryKeyAsTheCodeHasIt() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertThat(begin).as("the mark before the table").isNotNegative();
        assertThat(end).as("the mark after the table").isGreaterThan(begin);
        String wanted = page.substring(0, begin + BEGIN.length()) + table() + page.substring(end);
        boolean rewrite = Boolean.getBoolean("configuration.rewrite");
        if (rewrite) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(rewrite ? wanted : page).isEqualTo(wanted);
    }

    private static String table() {
        StringBuilder text =
                new StringBuilder("\n| key | default | unit | same on | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : ConfigKey.values()) {
            text.append("| `")
                    .append(key.keyName())
                    .append("` | ")
                    .append(key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "` ")
                    .append("| ")
                    .append(key.unit().isEmpty() ? "" : key.unit() + " ")
                    .append("| ")
                    .append(key.scope())
                    .append(" | ")
                    .append(key.meaning())
                    .append(aliases(key))
                    .append(" |\n");
        }
        return text.append('\n').toString();
    }

    private static String aliases(ConfigKey key) {
        return key.aliases().isEmpty() ? "" : " Also spelt `" + String.join("`, `", key.aliases()) + "`.";
    }
}
