package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RemotingCommand;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QUERY_MESSAGE over segments so small that most messages are in sealed ones. */
class QueryMessageTest {
    private static final int COUNT = 120;
    private static final int BODY_BYTES = 30_000;

    @TempDir
    Path directory;

    private SingleBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new SingleBroker(directory, "maxMessageSize", "65536", "mappedFileSizeCommitLog", "1048576");
        for (int i = 0; i < COUNT; i++) {
            String properties =
                    "UNIQ_KEY\1U" + i + "\2KEYS\1order-" + i + " day-" + i % 3 + "\2TAGS\1tag-" + i % 2 + "\2";
            RemotingCommand answer = broker.send(message(m -> {
                m.properties = properties;
                m.body = new byte[BODY_BYTES];
            }));
            assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        }
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        assertThat(broker.fatal.get()).isNull();
    }

    private static SingleBroker.Message message(Consumer<SingleBroker.Message> change) {
        SingleBroker.Message message = new SingleBroker.Message();
        change.accept(message);
        return message;
    }

    private RemotingCommand query(String key, Map<String, Object> others) throws Exception {
        RemotingCommand request = RemotingCommand.request(RequestCode.QUERY_MESSAGE)
                .field("topic", "TopicTest")
                .field("key", key)
                .field("maxNum", "64")
                .field("beginTimestamp", "0")
                .field("endTimestamp", Long.toString(Long.MAX_VALUE));
        others.forEach((name, value) -> request.field(name, value.toString()));
        return broker.ask(request);
    }

    private static List<String> uniqueKeys(RemotingCommand answer) {
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(Long.parseLong(answer.field("indexLastUpdateTimestamp"))).isPositive();
        assertThat(Long.parseLong(answer.field("indexLastUpdatePhyoffset"))).isPositive();
        List<String> keys = new ArrayList<>();
        ByteBuffer body = answer.body().nioBuffer();
        MessageRecordView view = new MessageRecordView();
        for (int at = 0; at < body.limit(); at += view.totalBytes()) {
            view.wrap(body, at);
            assertThat(view.problemWithBody()).isNull();
            keys.add(view.property("UNIQ_KEY").orElseThrow());
        }
        return keys;
    }

    @Test
    void everyKeyFindsItsMessage() throws Exception {
        for (int i = 0; i < COUNT; i += 7) {
            assertThat(uniqueKeys(query("order-" + i, Map.of()))).containsExactly("U" + i);
            assertThat(uniqueKeys(query("U" + i, Map.of("_UNIQUE_KEY_QUERY", true, "maxNum", 0))))
                    .containsExactly("U" + i);
            assertThat(uniqueKeys(query("U" + i, Map.of("indexType", "U")))).containsExactly("U" + i);
            assertThat(uniqueKeys(query("U" + i, Map.of("indexType", "K")))).containsExactly("U" + i);
        }
    }

    @Test
    void newestOnesAreGivenTheOldestOfThemFirst() throws Exception {
        assertThat(uniqueKeys(query("day-1", Map.of("maxNum", 3)))).containsExactly("U112", "U115", "U118");
        assertThat(uniqueKeys(query("day-1", Map.of()))).hasSize(COUNT / 3).startsWith("U1", "U4");
        assertThat(uniqueKeys(query("tag-1", Map.of("indexType", "T", "maxNum", 2))))
                .containsExactly("U117", "U119");
        assertThat(uniqueKeys(query("tag-1", Map.of("indexType", "T", "maxNum", 1000))))
                .hasSize(COUNT / 2);
    }

    @Test
    void nothingIsSaidToBeNothing() throws Exception {
        for (RemotingCommand answer : List.of(
                query("order-999", Map.of()),
                query("order-1", Map.of("_UNIQUE_KEY_QUERY", true)),
                query("order-1", Map.of("indexType", "T")),
                query("order-1", Map.of("endTimestamp", 1)),
                query("order-1", Map.of("beginTimestamp", Long.MAX_VALUE)))) {
            assertThat(answer.code()).isEqualTo(ResponseCode.QUERY_NOT_FOUND);
            assertThat(answer.remark()).contains("no message of topic TopicTest");
            assertThat(answer.field("indexLastUpdateTimestamp")).isNotNull();
            assertThat(answer.field("indexLastUpdatePhyoffset")).isNotNull();
        }
    }

    @Test
    void badInputIsNamed() throws Exception {
        assertRefused(query("k", Map.of("indexType", "Z")), ResponseCode.INVALID_PARAMETER, "expected K (key)");
        assertRefused(query("k", Map.of("maxNum", 0)), ResponseCode.INVALID_PARAMETER, "maxNum is 0");
        assertRefused(query("k", Map.of("maxNum", "many")), ResponseCode.SYSTEM_ERROR, "maxNum");
        assertRefused(query("", Map.of()), ResponseCode.SYSTEM_ERROR, "key is missing");
        assertRefused(query("k", Map.of("topic", "Nowhere")), ResponseCode.TOPIC_NOT_EXIST, "Nowhere");
    }

    private static void assertRefused(RemotingCommand answer, int code, String remark) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.remark()).contains(remark);
    }
}
