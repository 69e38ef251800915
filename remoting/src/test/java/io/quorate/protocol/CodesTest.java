package io.quorate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CodesTest {
    static final class Twins {
        public static final int ONE = 1;
        public static final int UNO = 1;
    }

    @Test
    void codesAreNamedByTheirConstants() {
        assertThat(RequestCode.nameOf(310)).isEqualTo("SEND_MESSAGE_V2");
        assertThat(RequestCode.nameOf(200050)).isEqualTo("POP_MESSAGE");
        assertThat(ResponseCode.nameOf(0)).isEqualTo("SUCCESS");
        assertThat(ResponseCode.nameOf(-1006)).isEqualTo("RPC_TIME_OUT");
    }

    @Test
    void unknownCodeIsShownAsItsNumber() {
        assertThat(RequestCode.nameOf(9999)).isEqualTo("9999");
        assertThat(ResponseCode.nameOf(-1)).isEqualTo("-1");
    }

    @Test
    void twoConstantsWithOneCodeAreRefused() {
        assertThatThrownBy(() -> CodeNames.of(Twins.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ONE")
                .hasMessageContaining("UNO");
    }
}
