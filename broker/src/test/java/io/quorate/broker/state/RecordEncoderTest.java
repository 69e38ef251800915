package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RequestException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordEncoderTest {
    private static final int BODY_BYTES_MAX = 1_000;
    private static final long STORE_TIME = 1_700_000_000_456L;

    private final RecordEncoder encoder = new RecordEncoder(
            new RecordEncoder.Settings(
                    "DefaultCluster", "DefaultRegion", () -> true, TestReplica.STORE_HOST, () -> BODY_BYTES_MAX),
            () -> "MADE_HERE");

    @Test
    void recordHoldsWhatWasSentAndWhereItStands() throws RequestException {
        IncomingMessage message = new IncomingMessage(
                "TopicTest", 3, SysFlag.COMPRESSED, 7, 123, TestReplica.BORN_HOST, 2, "TAGS\1a\2", bytes("hello"));
        EncodedRecords records = encoder.encode(message);
        MessageRecordView record = view(written(records, 99, 1_024), 0);
        assertThat(record.problemWithBody()).isNull();
        assertThat(record.topic()).isEqualTo("TopicTest");
        assertThat(record.queueId()).isEqualTo(3);
        assertThat(record.flag()).isEqualTo(7);
        assertThat(record.sysFlag()).isEqualTo(SysFlag.COMPRESSED);
        assertThat(record.bornTimestampMillis()).isEqualTo(123);
        assertThat(record.bornHost()).isEqualTo(TestReplica.BORN_HOST);
        assertThat(record.storeHost()).isEqualTo(TestReplica.STORE_HOST);
        assertThat(record.reconsumeTimes()).isEqualTo(2);
        assertThat(record.queueOffset()).isEqualTo(99);
        assertThat(record.position()).isEqualTo(1_024);
        assertThat(record.storeTimestampMillis()).isEqualTo(STORE_TIME);
        assertThat(record.body()).isEqualTo(bytes("hello"));
    }

    @Test
    void placeIsFixedInRecordsOfIpv6ProducersToo() throws Exception {
        InetSocketAddress ipv6 = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50_000);
        EncodedRecords records = encoder.encode(new IncomingMessage("T", 0, 0, 0, 0, ipv6, 0, "", bytes("hello")));
        MessageRecordView record = view(written(records, 5, 77), 0);
        assertThat(record.problemWithBody()).isNull();
        assertThat(record.bornHost()).isEqualTo(ipv6);
        assertThat(record.storeTimestampMillis()).isEqualTo(STORE_TIME);
        assertThat(record.queueOffset()).isEqualTo(5);
    }

    @Test
    void propertiesGetWhatTheBrokerAddsAndLoseWhatIsNeverStored() throws RequestException {
        EncodedRecords records =
                encoder.encode(message("KEYS\1k\2POP_CK\1x\2__RMQ.TRANSIENT.a\1b\2CLUSTER\1forged", bytes("b")));
        assertThat(propertiesOf(records))
                .isEqualTo(Map.of(
                        "KEYS", "k",
                        "UNIQ_KEY", "MADE_HERE",
                        "MSG_REGION", "DefaultRegion",
                        "TRACE_ON", "true",
                        "CLUSTER", "DefaultCluster"));
        assertThat(records.uniqueKey()).isEqualTo("MADE_HERE");
    }

    @Test
    void clientsUniqueKeyIsKept() throws RequestException {
        EncodedRecords records = encoder.encode(message("UNIQ_KEY\1theirs\2", bytes("b")));
        assertThat(records.uniqueKey()).isEqualTo("theirs");
        assertThat(propertiesOf(records)).containsEntry("UNIQ_KEY", "theirs");
    }

    @Test
    void bodyIsBetweenOneByteAndTheLimit() throws RequestException {
        assertRefused(ResponseCode.SYSTEM_ERROR, message("", ByteBuffer.allocate(0)));
        assertThat(encoder.encode(message("", ByteBuffer.allocate(BODY_BYTES_MAX)))
                        .count())
                .isEqualTo(1);
        assertRefused(ResponseCode.MESSAGE_ILLEGAL, message("", ByteBuffer.allocate(BODY_BYTES_MAX + 1)));
    }

    @Test
    void propertiesMustFitWithWhatTheBrokerAdds() throws RequestException {
        int added = encoder.encode(message("", bytes("b"))).lengthBytes();
        int fixed = encoder.encode(message("k\1v\2", bytes("b"))).lengthBytes() - added;
        int room = 32_767
                - view(written(encoder.encode(message("", bytes("b"))), 0, 0), 0)
                        .propertiesBytes();
        String longest = "k\1" + "v".repeat(room - fixed + 1) + "\2";
        assertThat(view(written(encoder.encode(message(longest, bytes("b"))), 0, 0), 0)
                        .propertiesBytes())
                .isEqualTo(32_767);
        assertRefused(ResponseCode.MESSAGE_ILLEGAL, message("k\1v" + longest.substring(2), bytes("b")));
    }

    @Test
    void undecidedMessageIsNotStoredAsAnOrdinaryOne() {
        for (int sysFlag : new int[] {SysFlag.TRANSACTION_PREPARED, SysFlag.TRANSACTION_ROLLBACK}) {
            assertRefused(
                    ResponseCode.NO_PERMISSION,
                    new IncomingMessage("T", 0, sysFlag, 0, 0, TestReplica.BORN_HOST, 0, "", bytes("b")));
        }
    }

    @Test
    void batchBecomesRecordsOfItsOwnWithPropertiesAsTheyCame() throws RequestException {
        ByteBuffer body = BatchBody.encode(List.of(
                new BatchBody.Unit(1, bytes("one"), bytes("UNIQ_KEY\1a\2")),
                new BatchBody.Unit(2, bytes("second"), bytes("broken properties"))));
        EncodedRecords records = encoder.encodeBatch(message("UNIQ_KEY\1of the batch\2", body));
        assertThat(records.count()).isEqualTo(2);
        assertThat(records.uniqueKey()).isNull();
        ByteBuffer bytes = ByteBuffer.allocate(records.lengthBytes());
        long[] positions = records.writeTo(bytes, 40, 1_000, STORE_TIME);
        int secondAt = bytes.getInt(0);
        assertThat(positions).containsExactly(1_000, 1_000 + secondAt);
        MessageRecordView first = view(bytes, 0);
        assertThat(first.problemWithBody()).isNull();
        assertThat(first.queueOffset()).isEqualTo(40);
        assertThat(first.flag()).isEqualTo(1);
        assertThat(first.properties()).isEqualTo("UNIQ_KEY\1a\2");
        MessageRecordView second = view(bytes, secondAt);
        assertThat(second.problemWithBody()).isNull();
        assertThat(second.queueOffset()).isEqualTo(41);
        assertThat(second.position()).isEqualTo(1_000 + secondAt);
        assertThat(second.body()).isEqualTo(bytes("second"));
        assertThat(second.properties()).isEqualTo("broken properties");
    }

    @Test
    void batchThatIsCutOffOrTooLongIsRefused() {
        ByteBuffer body = BatchBody.encode(List.of(new BatchBody.Unit(1, bytes("one"), bytes(""))));
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> encoder.encodeBatch(message("", body.limit(body.limit() - 1))))
                .returns(ResponseCode.SYSTEM_ERROR, RequestException::responseCode);
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> encoder.encodeBatch(message("", ByteBuffer.allocate(BODY_BYTES_MAX + 1))))
                .returns(ResponseCode.MESSAGE_ILLEGAL, RequestException::responseCode);
    }

    private void assertRefused(int code, IncomingMessage message) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> encoder.encode(message))
                .returns(code, RequestException::responseCode);
    }

    private static IncomingMessage message(String properties, ByteBuffer body) {
        return new IncomingMessage("T", 0, 0, 0, 0, TestReplica.BORN_HOST, 0, properties, body);
    }

    private static Map<String, String> propertiesOf(EncodedRecords records) {
        return MessageProperties.parse(view(written(records, 0, 0), 0).properties())
                .toMap();
    }

    private static ByteBuffer written(EncodedRecords records, long queueOffset, long position) {
        ByteBuffer bytes = ByteBuffer.allocate(records.lengthBytes());
        records.writeTo(bytes, queueOffset, position, STORE_TIME);
        assertThat(bytes.hasRemaining()).isFalse();
        return bytes;
    }

    private static MessageRecordView view(ByteBuffer bytes, int at) {
        return new MessageRecordView().wrap(bytes, at);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
