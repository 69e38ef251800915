package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What one codec writes it reads again; what nobody wrote it refuses in one way only. */
class HeaderCodecPropertyTest {
    @Property
    void readsWhatItWrote(@ForAll HeaderType type, @ForAll("commands") RemotingCommand command) throws Exception {
        if (type == HeaderType.PROTOSTUFF) {
            command.typedHeader(new byte[] {1, 2, 3});
        }
        Assume.that(isCarried(type, command));
        byte[] header = encode(type, command);
        RemotingCommand again = RemotingCommand.request(0);
        type.codec().decode(header, 0, header.length, again);
        assertThat(Frames.valuesOf(again)).isEqualTo(Frames.valuesOf(command));
    }

    @Property
    void readsNothingOutsideTheHeader(@ForAll HeaderType type, @ForAll("commands") RemotingCommand command)
            throws Exception {
        Assume.that(isCarried(type, command));
        byte[] header = encode(type, command);
        byte[] amidst = new byte[header.length + 20];
        java.util.Arrays.fill(amidst, (byte) 0x7d);
        System.arraycopy(header, 0, amidst, 10, header.length);
        RemotingCommand again = RemotingCommand.request(0);
        type.codec().decode(amidst, 10, header.length, again);
        assertThat(Frames.valuesOf(again)).isEqualTo(Frames.valuesOf(command));
    }

    @Property
    void refusesGarbageAsMalformedOnly(@ForAll HeaderType type, @ForAll @Size(max = 200) byte[] garbage) {
        decodeOrRefuse(type, garbage, garbage.length);
    }

    @Property
    void refusesOrReadsAChangedHeader(
            @ForAll HeaderType type,
            @ForAll("commands") RemotingCommand command,
            @ForAll @IntRange(max = 1 << 16) int where,
            @ForAll byte value)
            throws Exception {
        byte[] header = encode(type, command);
        header[where % header.length] = value;
        decodeOrRefuse(type, header, header.length);
    }

    @Property
    void refusesEveryPrefixOfABinaryHeader(@ForAll("commands") RemotingCommand command) throws Exception {
        byte[] header = encode(HeaderType.ROCKETMQ, command);
        for (int length = 0; length < header.length; length++) {
            assertThat(decodeOrRefuse(HeaderType.ROCKETMQ, header, length)).isFalse();
        }
    }

    @Property
    void refusesEveryPrefixOfAJsonHeader(@ForAll("commands") RemotingCommand command) throws Exception {
        byte[] header = encode(HeaderType.JSON, command);
        for (int length = 0; length < header.length; length++) {
            assertThat(decodeOrRefuse(HeaderType.JSON, header, length)).isFalse();
        }
    }

    /** Not by the binary codec: what it would read as one of the codes of five digits and more that it cuts. */
    private static boolean isCarried(HeaderType type, RemotingCommand command) {
        return type == HeaderType.PROTOSTUFF || type.codec().carries(command);
    }

    private static boolean decodeOrRefuse(HeaderType type, byte[] bytes, int length) {
        try {
            type.codec().decode(bytes, 0, length, RemotingCommand.request(0));
            return true;
        } catch (MalformedFrameException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (RuntimeException e) {
            return fail("a codec threw something else", e);
        }
    }

    private static byte[] encode(HeaderType type, RemotingCommand command) throws RemotingException {
        ByteBuf out = Unpooled.buffer();
        type.codec().encode(command, out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Provide
    Arbitrary<RemotingCommand> commands() {
        Arbitrary<Map<String, String>> fields =
                Arbitraries.maps(texts().ofMinLength(1), texts().ofMinLength(1)).ofMaxSize(20);
        return Combinators.combine(
                        Arbitraries.shorts(),
                        Arbitraries.of(Language.class),
                        Arbitraries.shorts(),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        texts().ofMinLength(1).injectNull(0.3),
                        fields)
                .as((code, language, version, opaque, flag, remark, ext) -> {
                    RemotingCommand command = RemotingCommand.request(code)
                            .language(language)
                            .version(version)
                            .opaque(opaque)
                            .flag(flag)
                            .remark(remark);
                    ext.forEach(command::field);
                    return command;
                });
    }

    /** Text as it can be: escapes, separators of properties, two to four bytes a character. Never half a surrogate. */
    private static net.jqwik.api.arbitraries.StringArbitrary texts() {
        return Arbitraries.strings()
                .ascii()
                .withChars('\u0001', '\u0002', '"', '\\', 'é', '界', '\u2028')
                .ofMaxLength(12);
    }

    @Property(tries = 1)
    void fourByteCharactersSurvive(@ForAll HeaderType type) {
        RemotingCommand command = RemotingCommand.request(1).field("k", "a😀b").remark("😀");
        assertThatCode(() -> {
                    byte[] header = encode(type, command);
                    RemotingCommand again = RemotingCommand.request(0);
                    type.codec().decode(header, 0, header.length, again);
                    assertThat(again.field("k")).isEqualTo("a😀b");
                    assertThat(again.remark().getBytes(StandardCharsets.UTF_8)).hasSize(4);
                })
                .doesNotThrowAnyException();
    }
}
