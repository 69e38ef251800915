package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Hosts;
import io.quorate.protocol.Vectors;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MessageIdTest {
    private static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");

    /** A clock that is set by hand. */
    private static final class HandSetClock extends Clock {
        private Instant now;

        HandSetClock(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.fixed(now, zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Property
    void offsetIdsSurviveARoundTrip(
            @ForAll boolean ipv6, @ForAll @IntRange(max = 65535) int port, @ForAll long position) {
        OffsetMessageId id = new OffsetMessageId(Hosts.of(ipv6 ? "2001:db8::1" : "10.1.2.3", port), position);
        assertThat(OffsetMessageId.decode(id.encode())).contains(id);
        assertThat(id.encode()).hasSize(ipv6 ? 56 : 32);
    }

    @Property
    void anyTextIsAnIdOrNone(@ForAll("texts") String text) {
        OffsetMessageId.decode(text).ifPresent(id -> assertThat(id.encode()).isEqualToIgnoringCase(text));
    }

    @Example
    void uniqueKeysHaveTheLayoutOfTheVectors() {
        List<String[]> rows = Vectors.table("msg-043-uniq-key");
        assertThat(rows).hasSize(2);
        for (String[] row : rows) {
            String ip = row[1].substring("ip=".length(), row[1].indexOf(' '));
            long pid = Long.parseLong(row[1].substring(row[1].lastIndexOf('=') + 1));
            byte[] theirs = HexFormat.of().parseHex(row[0]);
            int addressBytes = Hosts.address(ip).getAddress().length;
            int generator = ByteBuffer.wrap(theirs).getInt(addressBytes + Short.BYTES);
            String ours = new UniqueKeyGenerator(Hosts.address(ip), pid, generator, new HandSetClock(NEW_YEAR)).next();
            assertThat(ours).hasSameSizeAs(row[0]).startsWith(row[0].substring(0, 2 * (addressBytes + 6)));
        }
    }

    @Example
    void uniqueKeysTellTheTimeAlsoOverAMonthsEnd() {
        HandSetClock clock = new HandSetClock(NEW_YEAR.minusMillis(1));
        UniqueKeyGenerator keys = new UniqueKeyGenerator(InetAddress.getLoopbackAddress(), 1, 2, clock);
        assertThat(millisOf(keys.next())).isEqualTo(Duration.ofDays(31).toMillis() - 1);
        clock.now = NEW_YEAR;
        assertThat(millisOf(keys.next())).isZero();
        clock.now = NEW_YEAR.plusMillis(5);
        assertThat(millisOf(keys.next())).isEqualTo(5);
        clock.now = NEW_YEAR.minusMillis(2);
        assertThat(millisOf(keys.next())).isEqualTo(Duration.ofDays(31).toMillis() - 2);
    }

    @Example
    void uniqueKeysAreUniqueWithinOneMillisecond() {
        UniqueKeyGenerator keys =
                new UniqueKeyGenerator(InetAddress.getLoopbackAddress(), 1, 2, new HandSetClock(NEW_YEAR));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 65536; i++) {
            assertThat(seen.add(keys.next())).isTrue();
        }
    }

    private static long millisOf(String key) {
        return HexFormat.fromHexDigitsToLong(key, 20, 28);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> hex = Arbitraries.strings().withChars("0123456789ABCDEFabcdef");
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                hex.map(tail -> (tail + "0".repeat(32)).substring(0, 32)),
                hex.map(tail -> (tail + "G".repeat(56)).substring(0, 56)));
    }
}
