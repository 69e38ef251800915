package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecallHandleTest {
    @Test
    void aHandleIsTheTextItsClientsLookInto() {
        RecallHandle handle = new RecallHandle("TopicTest", "broker-a", 1_700_000_000_000L, "7F000001");
        assertThat(handle.encode())
                .isEqualTo(base64("v1 TopicTest broker-a 1700000000000 7F000001"))
                .isEqualTo("djEgVG9waWNUZXN0IGJyb2tlci1hIDE3MDAwMDAwMDAwMDAgN0YwMDAwMDE=");
        assertThat(RecallHandle.decode(handle.encode())).contains(handle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1 T b 1", "v2 T b 1 k", "v1 T b soon k", "v1 T b 1 k more", ""})
    void whatIsNoHandleIsNone(String text) {
        assertThat(RecallHandle.decode(base64(text))).isEmpty();
    }

    @Test
    void whatIsNotEvenBase64IsNone() {
        assertThat(RecallHandle.decode("*")).isEmpty();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
