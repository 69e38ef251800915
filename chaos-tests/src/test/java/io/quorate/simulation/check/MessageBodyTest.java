package io.quorate.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MessageBodyTest {
    @Property(tries = 200)
    void aWholeBodyTellsItsValue(
            @ForAll @IntRange(max = 999) int process,
            @ForAll @IntRange(max = 99_999) int counter,
            @ForAll @IntRange(max = 2_000) int lengthBytes) {
        String value = process + "-" + counter;
        byte[] body = MessageBody.of(value, lengthBytes);
        assertThat(body.length).isGreaterThanOrEqualTo(lengthBytes);
        assertThat(MessageBody.seen(7, body)).isEqualTo(new SeenRecord(7, value));
    }

    @Property(tries = 50)
    void anyChangedBitAndAnyCutIsSeen(@ForAll @IntRange(max = 200) int lengthBytes) {
        byte[] body = MessageBody.of("12-345", lengthBytes);
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] flipped = body.clone();
            flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(MessageBody.seen(0, flipped).intact()).as("bit %s", bit).isFalse();
        }
        for (int length = 0; length < body.length; length++) {
            assertThat(MessageBody.seen(0, Arrays.copyOf(body, length)).intact())
                    .isFalse();
        }
    }
}
