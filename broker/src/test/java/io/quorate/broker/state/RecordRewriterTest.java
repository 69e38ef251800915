package io.quorate.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
import io.quorate.remoting.RequestException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordRewriterTest {
    private static final long STORE_TIME = 1_700_000_000_456L;

    private final RecordEncoder encoder = new RecordEncoder(
            new RecordEncoder.Settings(
                    "DefaultCluster", "DefaultRegion", () -> true, TestReplica.STORE_HOST, () -> 1_000),
            () -> "MADE_HERE");

    @Test
    void whatIsNotChangedStaysAsItWas() throws RequestException {
        ByteBuffer stored = stored(TestReplica.BORN_HOST, "KEYS\1k\2TAGS\1a\2");
        MessageRecordView before = view(stored);
        EncodedRecords rewritten = new RecordRewriter(stored).encode();
        MessageRecordView after = view(written(rewritten, 7, 4_096));
        assertThat(after.problemWithBody()).isNull();
        assertThat(after.topic()).isEqualTo("T");
        assertThat(after.queueId()).isEqualTo(3);
        assertThat(after.sysFlag()).isEqualTo(before.sysFlag());
        assertThat(after.flag()).isEqualTo(9);
        assertThat(after.bornTimestampMillis()).isEqualTo(123);
        assertThat(after.bornHost()).isEqualTo(TestReplica.BORN_HOST);
        assertThat(after.storeHost()).isEqualTo(TestReplica.STORE_HOST);
        assertThat(after.reconsumeTimes()).isEqualTo(2);
        assertThat(after.properties()).isEqualTo(before.properties());
        assertThat(after.body()).isEqualTo(bytes("hello"));
        assertThat(after.queueOffset()).isEqualTo(7);
        assertThat(after.position()).isEqualTo(4_096);
        assertThat(rewritten.uniqueKey()).isEqualTo("MADE_HERE");
    }

    /** Under its new checksum nobody would ever find out. */
    @Test
    void bodyThatChangedOnTheDiskIsNotTakenOver() throws RequestException {
        ByteBuffer rotten = ByteBuffer.allocate(1_000);
        ByteBuffer stored = stored(TestReplica.BORN_HOST, "KEYS\1k\2TAGS\1a\2");
        rotten.put(stored.duplicate()).flip();
        int bodyAt = RecordLayout.bodyLengthAt(view(stored).sysFlag()) + Integer.BYTES;
        rotten.put(bodyAt, (byte) (rotten.get(bodyAt) ^ 1));
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(new RecordRewriter(rotten)::encode)
                .withMessageContaining("cannot be read now")
                .matches(refusal -> refusal.responseCode() == ResponseCode.SYSTEM_ERROR);
    }

    @Test
    void whatIsChangedIsWritten() throws Exception {
        InetSocketAddress ipv6 = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50_000);
        RecordRewriter rewriter = new RecordRewriter(stored(ipv6, "KEYS\1k\2TAGS\1a\2"))
                .to("%RETRY%group", 1)
                .sysFlag(SysFlag.TRANSACTION_COMMIT)
                .reconsumeTimes(5)
                .preparedTransactionOffset(77)
                .storeHost(ipv6)
                .properties(properties -> properties.put("RETRY_TOPIC", "T").remove("KEYS"));
        assertThat(rewriter.property("RETRY_TOPIC")).isEqualTo("T");
        EncodedRecords rewritten = rewriter.encode();
        assertThat(rewritten.topic()).isEqualTo("%RETRY%group");
        assertThat(rewritten.queueId()).isEqualTo(1);
        MessageRecordView after = view(written(rewritten, 0, 0));
        assertThat(after.problemWithBody()).isNull();
        assertThat(after.topic()).isEqualTo("%RETRY%group");
        assertThat(after.queueId()).isEqualTo(1);
        assertThat(after.sysFlag())
                .isEqualTo(SysFlag.TRANSACTION_COMMIT | SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6);
        assertThat(after.reconsumeTimes()).isEqualTo(5);
        assertThat(after.preparedTransactionOffset()).isEqualTo(77);
        assertThat(after.bornHost()).isEqualTo(ipv6);
        assertThat(after.storeHost()).isEqualTo(ipv6);
        assertThat(after.property("RETRY_TOPIC")).contains("T");
        assertThat(after.property("KEYS")).isEmpty();
        assertThat(after.property("TAGS")).contains("a");
        assertThat(after.storeTimestampMillis()).isEqualTo(STORE_TIME);
    }

    @Test
    void propertiesThatBecomeTooLongAreRefused() throws RequestException {
        ByteBuffer stored = stored(TestReplica.BORN_HOST, "k\1" + "v".repeat(32_000) + "\2");
        RecordRewriter rewriter = new RecordRewriter(stored)
                .properties(
                        properties -> properties.put("more", "x".repeat(RecordLayout.PROPERTIES_BYTES_MAX - 32_000)));
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(rewriter::encode)
                .returns(ResponseCode.MESSAGE_ILLEGAL, RequestException::responseCode);
    }

    private ByteBuffer stored(InetSocketAddress bornHost, String properties) throws RequestException {
        IncomingMessage message =
                new IncomingMessage("T", 3, SysFlag.COMPRESSED, 9, 123, bornHost, 2, properties, bytes("hello"));
        return written(encoder.encode(message), 5, 1_024).asReadOnlyBuffer();
    }

    private static ByteBuffer written(EncodedRecords records, long queueOffset, long position) {
        ByteBuffer bytes = ByteBuffer.allocate(records.lengthBytes());
        records.writeTo(bytes, queueOffset, position, STORE_TIME);
        return bytes.flip();
    }

    private static MessageRecordView view(ByteBuffer bytes) {
        return new MessageRecordView().wrap(bytes, 0);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
