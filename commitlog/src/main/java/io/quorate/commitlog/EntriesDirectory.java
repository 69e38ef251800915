package io.quorate.commitlog;

import io.quorate.commitlog.index.SealedSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file of entries says of its segment as a whole. Its body is an int an entry: where in the segment it starts.
 *
 * <pre>
 *  0 tip  before         of the log where the segment begins: index, term, position, timestamp, fingerprint (longs)
 * 40 tip  after          of the log where it ends
 * 80 int  lastOffset     where in the segment its last entry starts
 * 84 int  termCount
 * 88 int  configurationCount
 * 92 termCount x (long firstIndex, long term)      first is the segment's first entry, its term continued or new
 * .. configurationCount x long index
 * </pre>
 */
record EntriesDirectory(
        LogTip before, LogTip after, int lastOffset, List<TermRun> terms, List<Long> configurationIndexes) {
    /** Entries from this one on are of this term. */
    record TermRun(long firstIndex, long term) {}

    private static final int FIXED_BYTES = 92;

    SealedSegment segment() {
        return new SealedSegment(before.position(), after.position() - before.position(), after.fingerprint());
    }

    int entryCount() {
        return Math.toIntExact(after.index() - before.index());
    }

    ByteBuffer encode() {
        int lengthBytes = FIXED_BYTES + 2 * Long.BYTES * terms.size() + Long.BYTES * configurationIndexes.size();
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        put(bytes, before);
        put(bytes, after);
        bytes.putInt(lastOffset).putInt(terms.size()).putInt(configurationIndexes.size());
        for (TermRun run : terms) {
            bytes.putLong(run.firstIndex()).putLong(run.term());
        }
        configurationIndexes.forEach(bytes::putLong);
        return bytes.flip();
    }

    private static void put(ByteBuffer bytes, LogTip tip) {
        bytes.putLong(tip.index())
                .putLong(tip.term())
                .putLong(tip.position())
                .putLong(tip.timestampMillis())
                .putLong(tip.fingerprint());
    }

    /** Of bytes whose checksum is right; empty if their length does not agree with what they say. */
    static Optional<EntriesDirectory> decode(ByteBuffer checked) {
        ByteBuffer bytes = checked.duplicate();
        if (bytes.remaining() < FIXED_BYTES) {
            return Optional.empty();
        }
        LogTip before = tip(bytes);
        LogTip after = tip(bytes);
        int lastOffset = bytes.getInt();
        int termCount = bytes.getInt();
        int configurationCount = bytes.getInt();
        boolean agrees = termCount > 0
                && configurationCount >= 0
                && bytes.remaining() == Long.BYTES * (2L * termCount + configurationCount);
        if (!agrees) {
            return Optional.empty();
        }
        List<TermRun> terms = new ArrayList<>(termCount);
        for (int i = 0; i < termCount; i++) {
            terms.add(new TermRun(bytes.getLong(), bytes.getLong()));
        }
        List<Long> configurations = new ArrayList<>(configurationCount);
        for (int i = 0; i < configurationCount; i++) {
            configurations.add(bytes.getLong());
        }
        return Optional.of(new EntriesDirectory(before, after, lastOffset, terms, configurations));
    }

    private static LogTip tip(ByteBuffer bytes) {
        return new LogTip(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
