package io.quorate.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.SearchOffsetHeader.Boundary;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeaderPropertyTest {
    interface Decoder {
        Object decode(ExtFields fields) throws RequestException;
    }

    /** One value of each header, its fields, its decoder. */
    record Sample(Object header, ExtFields fields, Decoder decoder) {}

    private static final List<Sample> SAMPLES = List.of(
            sample(new QueueHeader("T", 3), QueueHeader::encode, QueueHeader::decode),
            sample(
                    new QueryConsumerOffsetHeader("g", "T", 1, false),
                    QueryConsumerOffsetHeader::encode,
                    QueryConsumerOffsetHeader::decode),
            sample(
                    new UpdateConsumerOffsetHeader("g", "T", 1, -5),
                    UpdateConsumerOffsetHeader::encode,
                    UpdateConsumerOffsetHeader::decode),
            sample(
                    new SearchOffsetHeader("T", 1, 1700000000000L, Boundary.UPPER),
                    SearchOffsetHeader::encode,
                    SearchOffsetHeader::decode),
            sample(new BrokerHeader("c", "b", "127.0.0.1:1", 2), BrokerHeader::encode, BrokerHeader::decode),
            sample(
                    new BrokerHeartbeatHeader("c", "b", "127.0.0.1:1", 2, 3, 4, 5, 6),
                    BrokerHeartbeatHeader::encode,
                    BrokerHeartbeatHeader::decode),
            sample(new RouteHeader("T", true), RouteHeader::encode, RouteHeader::decode),
            sample(
                    new UnregisterClientHeader("id", "", "g"),
                    UnregisterClientHeader::encode,
                    UnregisterClientHeader::decode),
            sample(
                    new RegisterBrokerReply("127.0.0.1:1", "127.0.0.1:2"),
                    RegisterBrokerReply::encode,
                    RegisterBrokerReply::decode),
            sample(
                    new EndTransactionHeader("g", 7, 1L << 40, EndTransactionHeader.COMMIT, true, "id", "tx", "T"),
                    EndTransactionHeader::encode,
                    EndTransactionHeader::decode),
            sample(new KvHeader("n", "k", "v"), KvHeader::encode, KvHeader::decode),
            sample(
                    new QueryMessageHeader("T", "k", 32, 0, Long.MAX_VALUE, "K", true),
                    QueryMessageHeader::encode,
                    QueryMessageHeader::decode),
            sample(
                    new SendBackHeader("g", 1L << 40, -1, "id", "T", true, 16),
                    SendBackHeader::encode,
                    SendBackHeader::decode),
            sample(
                    new CreateTopicHeader("T", "TBW102", 8, 4, 6, "SINGLE_TAG", 1, true, "+message.type=FIFO"),
                    CreateTopicHeader::encode,
                    CreateTopicHeader::decode),
            sample(
                    new RegisterBrokerHeader("c", "b", "a:1", 1, "h:1", 0, Optional.empty(), true, 5),
                    RegisterBrokerHeader::encode,
                    RegisterBrokerHeader::decode),
            sample(new PullMessageReply(1, 2, 3, 4), PullMessageReply::encode, PullMessageReply::decode),
            sample(new SendMessageReply("id", 1, 2, ""), SendMessageReply::encode, SendMessageReply::decode),
            sample(
                    new PullMessageHeader("g", "T", 1, 2, 3, 22, 5, 6, "a || b", 8, "TAG", 10),
                    PullMessageHeader::encode,
                    PullMessageHeader::decode),
            sample(
                    new SendMessageHeader("g", "T", "D", 8, -1, 1, 2, 3, "a\u0001b\u0002", 4, true, 5, true, "b"),
                    SendMessageHeader::encodeV1,
                    SendMessageHeader::decodeV1),
            sample(
                    new SendMessageHeader("g", "T", "D", 8, -1, 1, 2, 3, "a\u0001b\u0002", 4, true, 5, true, "b"),
                    SendMessageHeader::encodeV2,
                    SendMessageHeader::decodeV2));

    private static <T> Sample sample(T header, java.util.function.BiConsumer<T, ExtFields> encode, Decoder decoder) {
        ExtFields fields = new ExtFields();
        encode.accept(header, fields);
        return new Sample(header, fields, decoder);
    }

    @Example
    void everyHeaderSurvivesARoundTrip() throws RequestException {
        for (Sample sample : SAMPLES) {
            assertThat(sample.decoder().decode(sample.fields())).isEqualTo(sample.header());
        }
    }

    @Property
    void spoiltFieldsAreRefusedOrRead(
            @ForAll("samples") Sample sample, @ForAll("values") String value, @ForAll int number) {
        ExtFields spoilt = new ExtFields();
        sample.fields().forEach(spoilt::put);
        spoilt.put(spoilt.nameAt(Math.floorMod(number, spoilt.size())), value);
        try {
            assertThat(sample.decoder().decode(spoilt)).hasSameClassAs(sample.header());
        } catch (RequestException e) {
            assertThat(e.responseCode()).isIn(ResponseCode.SYSTEM_ERROR, ResponseCode.INVALID_PARAMETER);
            assertThat(e).hasMessageContaining("field");
        }
    }

    @Example
    void gapsInAnOffsetCommitAreInvalidParameters() {
        ExtFields fields =
                new ExtFields().put("consumerGroup", "g").put("topic", "T").put("queueId", 1);
        assertThatThrownBy(() -> UpdateConsumerOffsetHeader.decode(fields))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.INVALID_PARAMETER));
    }

    @Example
    void sendNeedsFewFields() throws RequestException {
        ExtFields fields = new ExtFields();
        Map.of("b", "T", "e", "0", "f", "0", "g", "1", "h", "0").forEach(fields::put);
        SendMessageHeader header = SendMessageHeader.decodeV2(fields);
        assertThat(header.producerGroup()).isEmpty();
        assertThat(header.defaultTopicQueueCount()).isEqualTo(4);
        assertThat(header.properties()).isEmpty();
        fields.put("e", null);
        assertThatThrownBy(() -> SendMessageHeader.decodeV2(fields))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR));
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(SAMPLES);
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(4),
                Arbitraries.of("", "-1", "99999999999", "9223372036854775808", "true", "0x1", " 1"));
    }
}
