package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Property strings against the slow and obvious reading: split at 0x02, then at the first 0x01. */
class MessagePropertiesPropertyTest {
    @Property(tries = 3000)
    void readsLikeTheSlowTwin(@ForAll("texts") String text) {
        Map<String, String> twin = slow(text);
        MessageProperties properties = MessageProperties.parse(text);
        assertThat(properties.toMap()).isEqualTo(twin);
        assertThat(properties.size()).isEqualTo(twin.size());
        assertThat(MessageProperties.parse(properties.text()).toMap()).isEqualTo(twin);
        assertThat(MessageProperties.parse(properties.encode()).toMap()).isEqualTo(twin);
    }

    @Property(tries = 3000)
    void findsInBytesWhatParsingFinds(@ForAll("texts") String text) {
        byte[] utf8 = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.wrap(utf8);
        Map<String, String> twin = slow(text);
        for (String name : new String[] {"a", "b", "ab", "ba", "ä"}) {
            assertThat(MessageProperties.find(buffer, 1, utf8.length - 2, name)).isEqualTo(twin.get(name));
        }
    }

    @Example
    void edits() {
        MessageProperties properties = MessageProperties.parse("b\u00012\u0002a\u00011\u0002");
        properties.put("c", "3").put("b", "4").put("a", "");
        assertThat(properties.text()).isEqualTo("b\u00014\u0002c\u00013\u0002");
        assertThat(properties.get("a")).isNull();
        assertThat(properties.getOrDefault("a", "z")).isEqualTo("z");
        assertThat(properties.remove("b").remove("c").isEmpty()).isTrue();
    }

    @Example
    void whatCouldNotBeReadBackIsRefused() {
        MessageProperties properties = new MessageProperties();
        for (String[] pair : new String[][] {{"", "v"}, {"a\u0001", "v"}, {"a\u0002", "v"}, {"a", "v\u0002"}}) {
            assertThatThrownBy(() -> properties.put(pair[0], pair[1])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(properties.isEmpty()).isTrue();
    }

    private static Map<String, String> slow(String text) {
        Map<String, String> map = new TreeMap<>();
        for (String piece : text.split("\u0002", -1)) {
            int at = piece.indexOf('\u0001');
            if (at > 0 && at + 1 < piece.length()) {
                map.put(piece.substring(0, at), piece.substring(at + 1));
            }
        }
        return map;
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("abä\u0001\u0002\u0001\u0002").ofMaxLength(24);
    }
}
