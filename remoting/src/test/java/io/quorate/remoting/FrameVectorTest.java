package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames written by the official libraries, and some captured from real clients and brokers. */
class FrameVectorTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors");

    static Stream<String> vectors() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("frame-") || name.matches("cap-.*-frame.*"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void decodesAndEncodesAgain(String name) throws IOException {
        byte[] frame = read(name);
        RemotingCommand command = decodeOne(frame);

        byte[] again = Frames.encode(copyOf(command));
        if (command.headerType() == HeaderType.ROCKETMQ) {
            assertThat(again).isEqualTo(frame);
        } else {
            // Member order is free in JSON.
            assertThat(Frames.valuesOf(decodeOne(again))).isEqualTo(Frames.valuesOf(command));
        }
    }

    @Test
    void jsonRequestSaysWhatItsDescriptionSays() throws IOException {
        RemotingCommand command = decodeOne(read("frame-010-json-request-send-v1.hex.txt"));
        assertThat(command.code()).isEqualTo(10);
        assertThat(command.opaque()).isEqualTo(10);
        assertThat(command.isResponse()).isFalse();
        assertThat(command.isOneway()).isFalse();
        assertThat(command.language()).isEqualTo(Language.JAVA);
        assertThat(command.version()).isEqualTo(513);
        assertThat(command.remark()).isNull();
        assertThat(command.field("producerGroup")).isEqualTo("PG");
        assertThat(command.field("bornTimestamp")).isEqualTo("1700000000123");
        assertThat(command.field("unitMode")).isEqualTo("false");
        assertThat(command.field("properties"))
                .isEqualTo("KEYS\u0001k1 k2\u0002UNIQ_KEY\u00017F0000011A2B18B4AAC20036EE800001\u0002"
                        + "WAIT\u0001true\u0002TAGS\u0001TagA\u0002");
        assertThat(new String(Frames.bodyOf(command), StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void bothCodecsSayTheSameOfTheSameRequest() throws IOException {
        RemotingCommand json = decodeOne(read("frame-001-json-request-getroute.hex.txt"));
        RemotingCommand binary = decodeOne(read("frame-002-rmq-request-getroute.hex.txt"));
        assertThat(json.headerType()).isEqualTo(HeaderType.JSON);
        assertThat(binary.headerType()).isEqualTo(HeaderType.ROCKETMQ);
        assertThat(json.opaque()).isEqualTo(1);
        assertThat(binary.opaque()).isEqualTo(2);
        assertThat(Frames.valuesOf(binary.opaque(1))).isEqualTo(Frames.valuesOf(json));
    }

    @Test
    void onewayAndResponseAreTold() throws IOException {
        assertThat(decodeOne(read("frame-013-json-request-send-v2-oneway.hex.txt"))
                        .isOneway())
                .isTrue();
        RemotingCommand error = decodeOne(read("frame-004-rmq-response-error17.hex.txt"));
        assertThat(error.isResponse()).isTrue();
        assertThat(error.code()).isEqualTo(17);
        assertThat(error.remark()).isNotEmpty();
    }

    private static RemotingCommand decodeOne(byte[] frame) {
        List<RemotingCommand> commands = Frames.decode(frame);
        assertThat(commands).hasSize(1);
        return commands.get(0);
    }

    private static RemotingCommand copyOf(RemotingCommand command) {
        return RemotingCommand.request(command.code())
                .language(command.language())
                .version(command.version())
                .opaque(command.opaque())
                .flag(command.flag())
                .remark(command.remark())
                .extFields(command.extFields())
                .headerType(command.headerType())
                .body(Frames.bodyOf(command));
    }

    private static byte[] read(String name) throws IOException {
        try (Stream<String> lines = Files.lines(VECTORS.resolve(name))) {
            String hex = lines.filter(line -> !line.startsWith("#")).collect(Collectors.joining());
            return ByteBufUtil.decodeHexDump(hex.strip());
        }
    }
}
