package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.Hosts;
import io.quorate.protocol.SysFlag;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MessageRecordPropertyTest {
    private static final InetSocketAddress IPV4 = Hosts.of("127.0.0.1", 65535);
    private static final InetSocketAddress IPV6 = Hosts.of("2001:db8::7", 1);

    @Property
    void whatIsWrittenIsRead(
            @ForAll("parts") MessageParts parts,
            @ForAll @IntRange(max = 9) int at,
            @ForAll long queueOffset,
            @ForAll long position,
            @ForAll long timestamp) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(at + MessageRecordCodec.lengthBytes(parts));
        MessageRecordCodec.encode(buffer.position(at), parts);
        assertThat(buffer.hasRemaining()).isFalse();
        MessageRecordCodec.assign(buffer, at, queueOffset, position, timestamp);
        MessageRecordView view = new MessageRecordView().wrap(buffer, at);
        assertThat(view.problemWithBody()).isNull();
        assertThat(view.queueOffset()).isEqualTo(queueOffset);
        assertThat(view.position()).isEqualTo(position);
        assertThat(view.storeTimestampMillis()).isEqualTo(timestamp);
        assertThat(view.queueId()).isEqualTo(parts.queueId());
        assertThat(view.flag()).isEqualTo(parts.flag());
        assertThat(view.sysFlag()).isEqualTo(parts.sysFlag());
        assertThat(view.bornTimestampMillis()).isEqualTo(parts.bornTimestampMillis());
        assertThat(view.bornHost()).isEqualTo(parts.bornHost());
        assertThat(view.storeHost()).isEqualTo(parts.storeHost());
        assertThat(view.reconsumeTimes()).isEqualTo(parts.reconsumeTimes());
        assertThat(view.preparedTransactionOffset()).isEqualTo(parts.preparedTransactionOffset());
        assertThat(view.topicUtf8()).isEqualTo(parts.topic());
        assertThat(view.body()).isEqualTo(parts.body());
        assertThat(view.propertiesUtf8()).isEqualTo(parts.properties());
    }

    @Property
    void hostBitsFollowTheAddressesWhateverTheProducerClaims(@ForAll("parts") MessageParts parts) {
        assertThat(SysFlag.isBornHostIpv6(parts.sysFlag()))
                .isEqualTo(parts.bornHost().equals(IPV6));
        assertThat(SysFlag.isStoreHostIpv6(parts.sysFlag()))
                .isEqualTo(parts.storeHost().equals(IPV6));
    }

    @Property
    void everyCutIsNoticed(@ForAll("parts") MessageParts parts, @ForAll int number) {
        ByteBuffer record = MessageRecordCodec.encode(parts);
        record.limit(Math.floorMod(number, record.capacity()));
        assertThat(new MessageRecordView().wrap(record).problem()).isNotNull();
    }

    @Property(tries = 3000)
    void damagedRecordsAreFoundOutOrReadable(
            @ForAll("parts") MessageParts parts, @ForAll int number, @ForAll int value, @ForAll boolean oneByte) {
        ByteBuffer record = MessageRecordCodec.encode(parts);
        int at = 8 + Math.floorMod(number, record.capacity() - 8 - Integer.BYTES);
        if (oneByte) {
            record.put(at, (byte) value);
        } else {
            record.putInt(at, value);
        }
        readAllUnlessProblem(record);
    }

    @Property
    void randomBytesWithTheRightMagicNeverCrash(
            @ForAll byte[] noise, @ForAll boolean v1, @ForAll @IntRange(max = 400) int total) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + noise.length);
        bytes.putInt(total)
                .putInt(v1 ? RecordLayout.MAGIC_V1 : RecordLayout.MAGIC_V2)
                .put(noise)
                .flip();
        readAllUnlessProblem(bytes);
    }

    @Example
    void partsTooLongForTheLayoutAreRefused() {
        MessageParts parts = parts(IPV4, IPV4, 10, 10, RecordLayout.PROPERTIES_BYTES_MAX + 1, 0);
        assertThatThrownBy(() -> MessageRecordCodec.encode(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32768");
    }

    @Example
    void wrongChecksumIsAProblemOfTheBodyOnly() {
        ByteBuffer record = MessageRecordCodec.encode(parts(IPV4, IPV4, 5, 3, 0, 0));
        int bodyAt = RecordLayout.bodyLengthAt(0) + Integer.BYTES;
        record.put(bodyAt, (byte) (record.get(bodyAt) ^ 1));
        MessageRecordView view = new MessageRecordView().wrap(record);
        assertThat(view.problem()).isNull();
        assertThat(view.problemWithBody()).contains("checksum");
    }

    @Example
    void fixedPlacesAreThoseOfTheLayout() {
        assertThat(RecordLayout.storeTimestampAt(0)).isEqualTo(RecordLayout.STORE_TIMESTAMP_AT);
        assertThat(RecordLayout.storeTimestampAt(SysFlag.BORN_HOST_IPV6)).isEqualTo(68);
        assertThat(RecordLayout.reconsumeTimesAt(0)).isEqualTo(72);
        assertThat(RecordLayout.reconsumeTimesAt(SysFlag.STORE_HOST_IPV6)).isEqualTo(84);
        assertThat(RecordLayout.bodyLengthAt(SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6))
                .isEqualTo(108);
    }

    private static void readAllUnlessProblem(ByteBuffer record) {
        MessageRecordView view = new MessageRecordView().wrap(record);
        if (view.problem() != null) {
            return;
        }
        assertThat(view.totalBytes()).isLessThanOrEqualTo(record.limit());
        assertThat(view.topic()).isNotNull();
        assertThat(view.properties()).isNotNull();
        assertThat(view.body().remaining()).isEqualTo(view.bodyBytes());
        assertThat(view.bornHost()).isNotNull();
        assertThat(view.storeHost()).isNotNull();
        assertThat(view.property("TAGS")).isNotNull();
        assertThat(view.offsetMessageId().encode()).isNotEmpty();
    }

    @Provide
    Arbitrary<MessageParts> parts() {
        Arbitrary<InetSocketAddress> hosts = Arbitraries.of(IPV4, IPV6);
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 300);
        return Combinators.combine(hosts, hosts, lengths, lengths, lengths, Arbitraries.integers())
                .as(MessageRecordPropertyTest::parts);
    }

    private static MessageParts parts(
            InetSocketAddress bornHost,
            InetSocketAddress storeHost,
            int topicBytes,
            int bodyBytes,
            int propertiesBytes,
            int number) {
        return new MessageParts(
                number,
                ~number,
                number,
                number * 3L,
                bornHost,
                storeHost,
                number >>> 1,
                number * 5L,
                filled(topicBytes, 't'),
                filled(bodyBytes, 'b'),
                filled(propertiesBytes, 'p'));
    }

    private static ByteBuffer filled(int length, char c) {
        return ByteBuffer.wrap(String.valueOf(c).repeat(length).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
