package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BatchBodyPropertyTest {
    @Property
    void whatIsWrittenIsRead(@ForAll("units") List<BatchBody.Unit> units) throws RequestException {
        assertThat(BatchBody.decode(BatchBody.encode(units))).isEqualTo(units);
    }

    @Property
    void everyCutWithinAUnitIsRefused(@ForAll("units") List<BatchBody.Unit> units, @ForAll int number)
            throws RequestException {
        ByteBuffer body = BatchBody.encode(units);
        int cut = Math.floorMod(number, body.limit() + 1);
        int end = 0;
        int whole = 0;
        while (whole < units.size() && end + body.getInt(end) <= cut) {
            end += body.getInt(end);
            whole++;
        }
        ByteBuffer shorter = body.duplicate().limit(cut);
        if (end == cut) {
            assertThat(BatchBody.decode(shorter)).isEqualTo(units.subList(0, whole));
        } else {
            assertThatThrownBy(() -> BatchBody.decode(shorter))
                    .isInstanceOfSatisfying(
                            RequestException.class,
                            e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR));
        }
    }

    @Property(tries = 3000)
    void damagedBodiesAreRefusedOrRead(
            @ForAll("units") List<BatchBody.Unit> units, @ForAll int number, @ForAll("lengths") int value) {
        ByteBuffer body = BatchBody.encode(units);
        if (body.limit() > Integer.BYTES) {
            body.putInt(Math.floorMod(number, body.limit() - Integer.BYTES), value);
        }
        decodeOrRefuse(body);
    }

    @Property
    void randomBytesNeverCrash(@ForAll byte[] noise) {
        decodeOrRefuse(ByteBuffer.wrap(noise));
    }

    @Example
    void propertiesTooLongAreRefusedWhenWriting() {
        BatchBody.Unit unit = new BatchBody.Unit(0, ByteBuffer.allocate(1), ByteBuffer.allocate(32768));
        assertThatThrownBy(() -> BatchBody.encode(List.of(unit))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void decodeOrRefuse(ByteBuffer body) {
        try {
            List<BatchBody.Unit> units = BatchBody.decode(body);
            assertThat(BatchBody.encode(units).remaining()).isEqualTo(body.remaining());
        } catch (RequestException e) {
            assertThat(e).hasMessageContaining("batch");
        }
    }

    @Provide
    Arbitrary<List<BatchBody.Unit>> units() {
        Arbitrary<ByteBuffer> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(ByteBuffer::wrap);
        return Combinators.combine(Arbitraries.integers(), bytes, bytes)
                .as(BatchBody.Unit::new)
                .list()
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.oneOf(Arbitraries.integers(), Arbitraries.integers().between(-1, 60));
    }
}
