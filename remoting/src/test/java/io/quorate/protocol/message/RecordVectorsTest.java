package io.quorate.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Hosts;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.TagHash;
import io.quorate.protocol.Vectors;
import io.quorate.remoting.RequestException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored records, ids and checksums that RocketMQ wrote: read, compared with their descriptions, written again. */
class RecordVectorsTest {
    private static final Map<String, String> PROPERTIES =
            Map.of("KEYS", "k1 k2", "UNIQ_KEY", "7F0000011A2B18B4AAC20036EE800001", "WAIT", "true", "TAGS", "TagA");

    @ParameterizedTest
    @CsvSource({
        "msg-010-record-v1-ipv4, 0, 192.0.2.10, 127.0.0.1, 907060870, 7F00000100002A9F0000000000000400",
        "msg-011-record-v1-ipv6, 48, 2001:db8::1, 2001:db8::2, 907060870, "
                + "20010DB800000000000000000000000200002A9F0000000000000400",
        "msg-012-record-v2-long-topic, 0, 192.0.2.10, 127.0.0.1, 907060870, 7F00000100002A9F0000000000000400",
        "msg-013-record-v1-zlib-body, 769, 192.0.2.10, 127.0.0.1, 1133440462, 7F00000100002A9F0000000000000400"
    })
    void describedRecords(String name, int sysFlag, String bornHost, String storeHost, int bodyCrc, String id) {
        MessageRecordView view = new MessageRecordView().wrap(ByteBuffer.wrap(Vectors.hex(name)));
        assertThat(view.problemWithBody()).isNull();
        assertThat(view.totalBytes()).isEqualTo(Vectors.hex(name).length);
        assertThat(view.bodyCrc()).isEqualTo(bodyCrc);
        assertThat(view.queueId()).isEqualTo(2);
        assertThat(view.flag()).isEqualTo(7);
        assertThat(view.queueOffset()).isEqualTo(99);
        assertThat(view.position()).isEqualTo(0x400);
        assertThat(view.sysFlag()).isEqualTo(sysFlag);
        assertThat(view.bornTimestampMillis()).isEqualTo(1700000000123L);
        assertThat(view.bornHost()).isEqualTo(Hosts.of(bornHost, 50000));
        assertThat(view.storeTimestampMillis()).isEqualTo(1700000000456L);
        assertThat(view.storeHost()).isEqualTo(Hosts.of(storeHost, 10911));
        assertThat(view.reconsumeTimes()).isZero();
        assertThat(view.preparedTransactionOffset()).isZero();
        assertThat(MessageProperties.parse(view.properties()).toMap()).isEqualTo(PROPERTIES);
        assertThat(view.property("WAIT")).contains("true");
        assertThat(view.tagHash()).isEqualTo(TagHash.of("TagA"));
        assertThat(view.offsetMessageId().encode()).isEqualTo(id);
    }

    @Test
    void topicsAndBodies() throws DataFormatException {
        MessageRecordView view = new MessageRecordView();
        view.wrap(ByteBuffer.wrap(Vectors.hex("msg-010-record-v1-ipv4")));
        assertThat(view.magic()).isEqualTo(RecordLayout.MAGIC_V1);
        assertThat(view.topic()).isEqualTo("TopicTest");
        assertThat(utf8(view.body())).isEqualTo("hello");
        view.wrap(ByteBuffer.wrap(Vectors.hex("msg-012-record-v2-long-topic")));
        assertThat(view.magic()).isEqualTo(RecordLayout.MAGIC_V2);
        assertThat(view.topic()).isEqualTo("%RETRY%" + "g".repeat(140));
        view.wrap(ByteBuffer.wrap(Vectors.hex("msg-013-record-v1-zlib-body")));
        assertThat(SysFlag.isCompressed(view.sysFlag())).isTrue();
        assertThat(view.sysFlag() & SysFlag.COMPRESSION_MASK).isEqualTo(SysFlag.COMPRESSION_ZLIB);
        assertThat(inflated(view.body())).isEqualTo("a".repeat(200).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "msg-010-record-v1-ipv4",
                "msg-011-record-v1-ipv6",
                "msg-012-record-v2-long-topic",
                "msg-013-record-v1-zlib-body",
                "cap-002-pull-found-body",
                "cap-006-batch-stored-records"
            })
    void writtenAgainByteForByte(String name) {
        ByteBuffer records = ByteBuffer.wrap(Vectors.hex(name));
        ByteBuffer written = ByteBuffer.allocate(records.capacity());
        MessageRecordView view = new MessageRecordView();
        while (written.hasRemaining()) {
            int at = written.position();
            view.wrap(records, at);
            MessageParts parts = partsOf(view);
            assertThat(MessageRecordCodec.lengthBytes(parts)).isEqualTo(view.totalBytes());
            MessageRecordCodec.encode(written, parts);
            MessageRecordCodec.assign(written, at, view.queueOffset(), view.position(), view.storeTimestampMillis());
        }
        assertThat(written.flip()).isEqualTo(records);
    }

    @Test
    void capturedBatchIsSplitIntoConsecutiveRecords() throws RequestException {
        List<BatchBody.Unit> units = BatchBody.decode(
                Vectors.frameBody("cap-004-batch-request-frame").nioBuffer());
        ByteBuffer records = ByteBuffer.wrap(Vectors.hex("cap-006-batch-stored-records"));
        ByteBuffer index = ByteBuffer.wrap(Vectors.hex("store-001-consumequeue-units"));
        MessageRecordView view = new MessageRecordView();
        int at = 0;
        for (int i = 0; i < units.size(); i++) {
            view.wrap(records, at);
            assertThat(view.problemWithBody()).isNull();
            assertThat(view.topic()).isEqualTo("P1Topic");
            assertThat(view.queueOffset()).isEqualTo(i);
            assertThat(view.body()).isEqualTo(units.get(i).body());
            assertThat(view.flag()).isEqualTo(units.get(i).flag());
            assertThat(MessageProperties.parse(view.propertiesUtf8()).toMap())
                    .isEqualTo(
                            MessageProperties.parse(units.get(i).properties()).toMap());
            assertThat(view.position()).isEqualTo(index.getLong());
            assertThat(view.totalBytes()).isEqualTo(index.getInt());
            assertThat(view.tagHash()).isEqualTo(index.getLong());
            at += view.totalBytes();
        }
        assertThat(at).isEqualTo(records.capacity());
        assertThat(index.hasRemaining()).isFalse();
    }

    @Test
    void capturedRecord() {
        MessageRecordView view = new MessageRecordView().wrap(ByteBuffer.wrap(Vectors.hex("cap-002-pull-found-body")));
        assertThat(view.problemWithBody()).isNull();
        assertThat(view.topic()).isEqualTo("P1Topic");
        assertThat(view.queueId()).isEqualTo(1);
        assertThat(view.queueOffset()).isZero();
        assertThat(view.position()).isZero();
        assertThat(view.bodyCrc()).isEqualTo(1932557065);
        assertThat(utf8(view.body())).isEqualTo("hello rocketmq");
        assertThat(view.bornHost()).isEqualTo(Hosts.of("127.0.0.1", 53702));
        assertThat(view.storeHost()).isEqualTo(Hosts.of("127.0.0.1", 31911));
    }

    @Test
    void batchBody() throws RequestException {
        byte[] bytes = Vectors.hex("msg-020-batch-body");
        List<BatchBody.Unit> units = BatchBody.decode(ByteBuffer.wrap(bytes));
        assertThat(units).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(units.get(i).flag()).isEqualTo(i);
            assertThat(utf8(units.get(i).body().duplicate())).isEqualTo("b" + i);
            assertThat(MessageProperties.parse(units.get(i).properties()).toMap())
                    .isEqualTo(Map.of(PropertyNames.TAGS, "T" + i));
        }
        assertThat(BatchBody.encode(units)).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cap-004-batch-request-frame", "cap-031-batch-frame-client-4.9.8"})
    void capturedBatchBodiesAreWrittenAgain(String frame) throws RequestException {
        ByteBuffer body = Vectors.frameBody(frame).nioBuffer();
        List<BatchBody.Unit> units = BatchBody.decode(body);
        assertThat(units).hasSize(3);
        assertThat(BatchBody.encode(units)).isEqualTo(body);
    }

    @Test
    void propertyString() {
        byte[] bytes = Vectors.hex("msg-001-properties-string");
        MessageProperties properties = MessageProperties.parse(ByteBuffer.wrap(bytes));
        assertThat(properties.toMap()).isEqualTo(PROPERTIES);
        assertThat(properties.encode()).isEqualTo(ByteBuffer.wrap(bytes));
        String withoutLastEnd = new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
        assertThat(MessageProperties.parse(withoutLastEnd).toMap()).isEqualTo(PROPERTIES);
    }

    @Test
    void offsetMessageIds() {
        List<String[]> rows = Vectors.table("msg-040-offset-msg-id");
        assertThat(rows).hasSize(3);
        for (String[] row : rows) {
            int space = row[0].indexOf(' ');
            int colon = row[0].lastIndexOf(':', space);
            InetSocketAddress host =
                    Hosts.of(row[0].substring(0, colon), Integer.parseInt(row[0].substring(colon + 1, space)));
            OffsetMessageId id = new OffsetMessageId(host, Long.decode(row[0].substring(space + 1)));
            assertThat(id.encode()).isEqualTo(row[1]);
            assertThat(OffsetMessageId.decode(row[1])).contains(id);
        }
    }

    @Test
    void bodyChecksums() {
        List<String[]> rows = Vectors.table("msg-042-body-crc");
        assertThat(rows).hasSize(6);
        for (String[] row : rows) {
            String body = row[0].substring(1, row[0].length() - 1);
            String[] crc = row[1].split(" ", -1);
            assertThat(BodyCrc.of(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))))
                    .as(body)
                    .isEqualTo(Integer.parseInt(crc[0]))
                    .isEqualTo(Integer.decode(crc[1]));
        }
    }

    private static MessageParts partsOf(MessageRecordView view) {
        return new MessageParts(
                view.queueId(),
                view.flag(),
                view.sysFlag(),
                view.bornTimestampMillis(),
                view.bornHost(),
                view.storeHost(),
                view.reconsumeTimes(),
                view.preparedTransactionOffset(),
                view.topicUtf8(),
                view.body(),
                view.propertiesUtf8());
    }

    private static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static byte[] inflated(ByteBuffer body) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(body);
            byte[] plain = new byte[200];
            assertThat(inflater.inflate(plain)).isEqualTo(200);
            assertThat(inflater.inflate(new byte[1])).isZero();
            assertThat(inflater.finished()).isTrue();
            return plain;
        } finally {
            inflater.end();
        }
    }
}
