package io.quorate.commitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EntryFormatTest {
    private static final LogTip TIP = new LogTip(6, 2, 1000, 1_700_000_000_000L, 0x0123456789ABCDEFL);
    private static final int ROOM = 4096;

    private static ByteBuffer sealed() {
        ByteBuffer entry = ByteBuffer.allocate(EntryFormat.HEADER_BYTES + 12);
        entry.putInt(56, 12).putInt(60, 0x51524D31).putInt(64, 0x00010001);
        EntryFormat.seal(entry, EntryKind.RECORDS, 3, 1_700_000_000_123L, 1, TIP);
        return entry;
    }

    private static ByteBuffer inSegment(ByteBuffer entry) {
        return ByteBuffer.allocate(ROOM).put(0, entry, 0, entry.limit());
    }

    private static Frame judge(ByteBuffer entry) {
        return EntryFormat.judge(inSegment(entry), 0, ROOM, TIP);
    }

    /** Changes a sound entry and makes its checksum good again. */
    private static Frame judgeResealed(Consumer<ByteBuffer> change) {
        ByteBuffer entry = sealed();
        change.accept(entry);
        CRC32C crc = new CRC32C();
        crc.update(entry.slice(8, entry.limit() - 8));
        entry.putInt(4, (int) crc.getValue());
        return judge(entry);
    }

    /** The file draws the fields; everything from '#' on and all blanks are comment. */
    private static byte[] golden(String name) throws IOException {
        try (InputStream in = EntryFormatTest.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String hex =
                    text.lines().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining());
            return HexFormat.of().parseHex(hex);
        }
    }

    @Test
    void bytesAreThoseOfTheGoldenVector() throws IOException {
        assertThat(sealed().array()).isEqualTo(golden("/golden/entry-v1.hex"));
    }

    @Test
    void fingerprintsAreThoseWrittenDown() {
        // Changing these means that replicas of two versions disagree about the same log.
        assertThat(EntryFormat.next(EntryFormat.FINGERPRINT_OF_NOTHING, 0)).isEqualTo(0xFB1BC9A1794A5F0EL);
        assertThat(EntryFormat.next(0, -1)).isEqualTo(0xB91D464D957477BAL);
    }

    @Test
    void aSealedEntryIsGoodAndSaysWhatItIs() {
        ByteBuffer entry = sealed();
        assertThat(judge(entry)).isEqualTo(Frame.GOOD);
        assertThat(EntryFormat.meta(entry, 0)).isEqualTo(new EntryMeta(7, 3, 1000, 68));
        LogTip next = EntryFormat.tipAfter(entry, 0);
        assertThat(next)
                .isEqualTo(new LogTip(
                        7, 3, 1068, 1_700_000_000_123L, EntryFormat.next(TIP.fingerprint(), entry.getInt(4))));
    }

    @Test
    void zerosWereNeverWritten() {
        assertThat(judge(ByteBuffer.allocate(56))).isEqualTo(Frame.ZEROED);
    }

    @Test
    void lengthsThatCannotBeAreSeen() {
        for (int length :
                new int[] {0, -1, 1, 55, ROOM - 1, ROOM - 55, ROOM + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(judge(sealed().putInt(0, length)))
                    .as("length %d", length)
                    .isEqualTo(Frame.BAD_LENGTH);
        }
        assertThat(EntryFormat.judge(ByteBuffer.allocate(40), 0, 40, TIP)).isEqualTo(Frame.BAD_LENGTH);
    }

    @Test
    void entriesThatDoNotComeNextAreSeen() {
        assertThat(judgeResealed(entry -> {})).isEqualTo(Frame.GOOD);
        assertThat(judgeResealed(entry -> entry.putLong(16, 8))).isEqualTo(Frame.OUT_OF_ORDER);
        assertThat(judgeResealed(entry -> entry.putLong(24, 1))).isEqualTo(Frame.OUT_OF_ORDER);
        assertThat(judgeResealed(entry -> entry.putLong(40, 1_699_999_999_999L)))
                .isEqualTo(Frame.OUT_OF_ORDER);
        assertThat(judgeResealed(entry -> entry.putLong(32, 2000))).isEqualTo(Frame.WRONG_POSITION);
        assertThat(judgeResealed(entry -> entry.putLong(48, 1))).isEqualTo(Frame.BAD_CHAIN);
    }

    @Test
    void whatOnlyANewerProgramKnowsIsSeen() {
        assertThat(judgeResealed(entry -> entry.put(8, (byte) 2))).isEqualTo(Frame.UNKNOWN_VERSION);
        assertThat(judgeResealed(entry -> entry.put(9, (byte) 0))).isEqualTo(Frame.UNKNOWN_VERSION);
        assertThat(judgeResealed(entry -> entry.put(9, (byte) 5))).isEqualTo(Frame.UNKNOWN_VERSION);
        assertThat(judgeResealed(entry -> entry.put(9, (byte) -1))).isEqualTo(Frame.UNKNOWN_VERSION);
        assertThat(judgeResealed(entry -> entry.putShort(10, (short) 1))).isEqualTo(Frame.UNKNOWN_VERSION);
    }

    @Test
    void aFillerEndsItsSegment() {
        assertThat(judgeResealed(entry -> entry.put(9, (byte) 4))).isEqualTo(Frame.BAD_LENGTH);
        ByteBuffer filler = ByteBuffer.allocate(ROOM);
        EntryFormat.seal(filler, EntryKind.FILLER, 3, TIP.timestampMillis(), 0, TIP);
        assertThat(judge(filler)).isEqualTo(Frame.GOOD);
    }

    @Test
    void everyFlippedBitIsSeen() {
        for (int bit = 0; bit < 8 * 68; bit++) {
            ByteBuffer entry = sealed();
            entry.put(bit / 8, (byte) (entry.get(bit / 8) ^ (1 << (bit % 8))));
            assertThat(judge(entry)).as("bit %d", bit).isIn(Frame.BAD_LENGTH, Frame.BAD_CHECKSUM);
        }
    }

    @Property
    void oneStepOfTheChainLosesNoDifference(@ForAll long a, @ForAll long b, @ForAll int crcOfA, @ForAll int crcOfB) {
        if (a != b) {
            assertThat(EntryFormat.next(a, crcOfA)).isNotEqualTo(EntryFormat.next(b, crcOfA));
        }
        if (crcOfA != crcOfB) {
            assertThat(EntryFormat.next(a, crcOfA)).isNotEqualTo(EntryFormat.next(a, crcOfB));
        }
    }

    @Property
    void oneChangedBitChangesManyOfTheFingerprint(@ForAll long fingerprint, @ForAll int crc) {
        int changed = 0;
        for (int bit = 0; bit < 32; bit++) {
            changed +=
                    Long.bitCount(EntryFormat.next(fingerprint, crc) ^ EntryFormat.next(fingerprint, crc ^ (1 << bit)));
        }
        assertThat(changed / 32.0).isBetween(24.0, 40.0);
    }
}
