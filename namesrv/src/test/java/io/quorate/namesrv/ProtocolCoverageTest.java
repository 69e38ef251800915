package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/PROTOCOL.md and docs/CONFIGURATION.md say of the NameServer is so. */
@Timeout(60)
class ProtocolCoverageTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "../docs");
    private static final Pattern CODE_ROW = Pattern.compile("\\| (\\d+) \\| [A-Z0-9_]+ \\| \\S+ \\| (served|-) \\| .*");
    private static final Pattern KEY_ROW = Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]+)` )?\\| (yes|no) \\| .*");
    private static final String KEYS_HEADING = "\n## NameServer\n";

    @TempDir
    Path folder;

    @Test
    void servedIsWhatIsNotRefused() throws Exception {
        Set<Integer> served = new TreeSet<>();
        Map<String, String> settings = Map.of(
                "listenPort",
                "0",
                "bindAddress",
                "127.0.0.1",
                "kvConfigPath",
                folder.resolve("kv.json").toString());
        try (NameServer server = new NameServer(NameServerConfig.of(settings))) {
            server.start();
            try (BrokerOnWire wire = new BrokerOnWire(server)) {
                for (Field field : RequestCode.class.getFields()) {
                    int code = field.getInt(null);
                    RemotingCommand answer = wire.invoke(RemotingCommand.request(code));
                    if (answer.code() != ResponseCode.REQUEST_CODE_NOT_SUPPORTED) {
                        served.add(code);
                    }
                    answer.body().release();
                }
            }
        }
        assertThat(listedAsServed()).isEqualTo(served);
    }

    @Test
    void everyKeyIsListedWithItsDefault() throws IOException {
        String page = Files.readString(DOCS.resolve("CONFIGURATION.md"));
        assertThat(page).contains(KEYS_HEADING);
        Map<String, String> listed = new TreeMap<>();
        for (String line : page.split(KEYS_HEADING, 2)[1].split("\n", -1)) {
            Matcher row = KEY_ROW.matcher(line);
            if (row.matches()) {
                String value = row.group(2) == null ? "" : row.group(2);
                listed.put(
                        row.group(1),
                        value.replace("${user.home}", System.getProperty("user.home")) + " " + row.group(3));
            }
        }
        Map<String, String> keys = new TreeMap<>();
        for (ConfigKey key : ConfigKey.values()) {
            keys.put(key.text(), key.defaultValue() + " " + (key.changeable() ? "yes" : "no"));
        }
        assertThat(listed).isEqualTo(keys);
    }

    private static Set<Integer> listedAsServed() throws IOException {
        Set<Integer> listed = new TreeSet<>();
        for (String line : Files.readString(DOCS.resolve("PROTOCOL.md")).split("\n", -1)) {
            Matcher row = CODE_ROW.matcher(line);
            if (row.matches() && row.group(2).equals("served")) {
                listed.add(Integer.parseInt(row.group(1)));
            }
        }
        return listed;
    }
}
