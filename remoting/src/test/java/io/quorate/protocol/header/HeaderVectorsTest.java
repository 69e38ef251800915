package io.quorate.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.Vectors;
import io.quorate.protocol.message.BodyCrc;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Headers of frames that RocketMQ's own programs wrote: decoded, compared, encoded again. */
class HeaderVectorsTest {
    private static final Set<String> NOT_OURS =
            Set.of("bname", "TRACE_ON", "MSG_REGION", "topicSysFlag", "groupSysFlag");

    @Test
    void sendInBothSpellings() throws RequestException {
        ExtFields v1 = Vectors.extFields("frame-010-json-request-send-v1");
        ExtFields v2 = Vectors.extFields("frame-011-json-request-send-v2");
        SendMessageHeader header = SendMessageHeader.decode(RequestCode.SEND_MESSAGE, v1);
        assertThat(SendMessageHeader.decode(RequestCode.SEND_MESSAGE_V2, v2)).isEqualTo(header);
        assertThat(header.producerGroup()).isEqualTo("PG");
        assertThat(header.topic()).isEqualTo("TopicTest");
        assertThat(header.defaultTopic()).isEqualTo("TBW102");
        assertThat(header.defaultTopicQueueCount()).isEqualTo(4);
        assertThat(header.queueId()).isEqualTo(2);
        assertThat(header.sysFlag()).isZero();
        assertThat(header.bornTimestampMillis()).isEqualTo(1700000000123L);
        assertThat(header.flag()).isEqualTo(7);
        assertThat(header.reconsumeTimes()).isZero();
        assertThat(header.unitMode()).isFalse();
        assertThat(header.maxReconsumeTimes()).isEqualTo(SendMessageHeader.NO_MAX_RECONSUME_TIMES);
        assertThat(header.batch()).isFalse();
        assertThat(header.brokerName()).isEqualTo("broker-a");
        assertThat(MessageProperties.parse(header.properties()).get(PropertyNames.KEYS))
                .isEqualTo("k1 k2");
        assertThat(encoded(header::encodeV1)).isEqualTo(v1.toMap());
        assertThat(encoded(header::encodeV2)).isEqualTo(v2.toMap());
    }

    @Test
    void capturedSends() throws RequestException {
        for (String frame : Set.of(
                "cap-004-batch-request-frame",
                "cap-007-compressed-send-frame",
                "cap-030-send-v2-frame-client-4.9.8",
                "cap-031-batch-frame-client-4.9.8")) {
            ExtFields fields = Vectors.extFields(frame);
            SendMessageHeader header = SendMessageHeader.decodeV2(fields);
            assertThat(header.batch()).isEqualTo(frame.contains("batch"));
            assertThat(encoded(header::encodeV2)).as(frame).isEqualTo(fields.toMap());
        }
    }

    @Test
    void sendReplies() throws RequestException {
        SendMessageReply reply = SendMessageReply.decode(Vectors.extFields("frame-014-json-response-send-ok"));
        assertThat(reply)
                .isEqualTo(new SendMessageReply(
                        "7F00000100002A9F0000000000000400", 2, 99, "7F0000011A2B18B4AAC20036EE800001"));
        ExtFields batch = Vectors.extFields("cap-005-batch-response-frame");
        assertThat(SendMessageReply.decode(batch).msgId().split(",", -1)).hasSize(3);
        assertThat(encoded(SendMessageReply.decode(batch)::encode)).isEqualTo(ours(batch));
    }

    @Test
    void pulls() throws RequestException {
        ExtFields fields = Vectors.extFields("frame-020-json-request-pull");
        PullMessageHeader header = PullMessageHeader.decode(fields);
        assertThat(header)
                .isEqualTo(new PullMessageHeader(
                        "CG", "TopicTest", 2, 99, 32, 3, 98, 15000, "", 1700000000456L, "TAG", 262144));
        assertThat(header.hasCommitOffset()).isTrue();
        assertThat(header.maySuspend()).isTrue();
        assertThat(header.hasSubscription()).isFalse();
        assertThat(header.hasClassFilter()).isFalse();
        assertThat(header.isLitePull()).isFalse();
        assertThat(header.isTagFiltered()).isTrue();
        assertThat(encoded(header::encode)).isEqualTo(ours(fields));

        ExtFields old = Vectors.extFields("cap-033-pull-frame-client-4.9.8");
        assertThat(PullMessageHeader.decode(old).messageBytesMax()).isEqualTo(Integer.MAX_VALUE);
        assertThat(encoded(PullMessageHeader.decode(old)::encode)).isEqualTo(ours(old));
    }

    @Test
    void pullReplies() throws RequestException {
        for (String frame : Set.of(
                "cap-001-pull-found-frame", "cap-003-pull-no-matched-frame", "frame-022-json-response-pull-notfound")) {
            ExtFields fields = Vectors.extFields(frame);
            assertThat(encoded(PullMessageReply.decode(fields)::encode)).isEqualTo(ours(fields));
        }
        assertThat(PullMessageReply.decode(Vectors.extFields("frame-022-json-response-pull-notfound")))
                .isEqualTo(new PullMessageReply(0, 99, 0, 99));
    }

    @Test
    void registration() throws RequestException {
        ExtFields fields = Vectors.extFields("ns-004-register-broker-frame");
        RegisterBrokerHeader header = RegisterBrokerHeader.decode(fields);
        assertThat(header)
                .isEqualTo(new RegisterBrokerHeader(
                        "DefaultCluster",
                        "broker-a",
                        "127.0.0.1:10911",
                        0,
                        "127.0.0.1:10912",
                        10000,
                        Optional.of(false),
                        false,
                        543837534));
        assertThat(BodyCrc.of(Vectors.frameBody("ns-004-register-broker-frame").nioBuffer()))
                .isEqualTo(header.bodyCrc32());
        assertThat(encoded(header::encode)).isEqualTo(fields.toMap());
    }

    @Test
    void sendBackAndRoute() throws RequestException {
        ExtFields fields = Vectors.extFields("cap-009-send-back-frame");
        SendBackHeader header = SendBackHeader.decode(fields);
        assertThat(header)
                .isEqualTo(new SendBackHeader(
                        "P1_CG_A",
                        0,
                        1,
                        "FD000000000000000000000000000002625230946E0966363D100000",
                        "P1Topic",
                        false,
                        2));
        assertThat(encoded(header::encode)).isEqualTo(ours(fields));
        assertThat(RouteHeader.decode(Vectors.extFields("frame-001-json-request-getroute")))
                .isEqualTo(new RouteHeader("TopicTest", false));
    }

    private static Map<String, String> encoded(Consumer<ExtFields> encode) {
        ExtFields fields = new ExtFields();
        encode.accept(fields);
        return fields.toMap();
    }

    private static Map<String, String> ours(ExtFields fields) {
        Map<String, String> ours = new TreeMap<>(fields.toMap());
        ours.keySet().removeAll(NOT_OURS);
        return ours;
    }
}
