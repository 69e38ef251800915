package io.quorate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private final ExtFields fields = new ExtFields()
            .put("n", 7)
            .put("big", Long.MAX_VALUE)
            .put("text", "x\ny")
            .put("yes", "TRUE")
            .put("odd", "1");

    @Test
    void readsWhatIsThere() throws RequestException {
        assertThat(Fields.requiredInt(fields, "n")).isEqualTo(7);
        assertThat(Fields.requiredLong(fields, "big")).isEqualTo(Long.MAX_VALUE);
        assertThat(Fields.required(fields, "text")).isEqualTo("x\ny");
        assertThat(Fields.flagOr(fields, "yes", false)).isTrue();
    }

    @Test
    void absentFieldsTakeTheDefault() throws RequestException {
        assertThat(Fields.intOr(fields, "x", 3)).isEqualTo(3);
        assertThat(Fields.longOr(fields, "x", 4)).isEqualTo(4);
        assertThat(Fields.flagOr(fields, "x", true)).isTrue();
        assertThat(Fields.optional(fields, "x")).isEmpty();
        assertThat(Fields.find(fields, "x")).isEmpty();
    }

    @Test
    void anythingButTrueIsFalse() {
        assertThat(Fields.flagOr(fields, "odd", true)).isFalse();
    }

    @Test
    void missingFieldIsNamed() {
        assertThatThrownBy(() -> Fields.requiredInt(fields, "queueId"))
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR);
                    assertThat(e).hasMessageContaining("queueId");
                });
    }

    @Test
    void unparsableFieldIsNamedWithItsValueAndWhatWasExpected() {
        assertThatThrownBy(() -> Fields.requiredInt(fields, "big", ResponseCode.INVALID_PARAMETER))
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.responseCode()).isEqualTo(ResponseCode.INVALID_PARAMETER);
                    assertThat(e)
                            .hasMessageContaining("big")
                            .hasMessageContaining("9223372036854775807")
                            .hasMessageContaining("32-bit");
                });
        assertThatThrownBy(() -> Fields.longOr(fields, "text", 0)).hasMessageContaining("x?y");
    }
}
