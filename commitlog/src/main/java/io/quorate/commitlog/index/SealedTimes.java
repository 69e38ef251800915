package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The {@code .time} of a sealed segment. Big-endian.
 *
 * <pre>
 * directory   long firstMillis, -1 without messages; long lastMillis; int messageCount
 * body        marks, ascending:  long storeTimestampMillis, int offset in the segment
 *             of the first message, and of about one every 256 KiB
 * </pre>
 *
 * <p>The file must be retained by the caller. Any thread.
 */
final class SealedTimes {
    private static final int LAST_AT = Long.BYTES;
    private static final int MARK_BYTES = Long.BYTES + Integer.BYTES;

    private final IndexFile file;

    SealedTimes(IndexFile file) {
        this.file = file;
    }

    static IndexBody encode(SegmentMessages messages) {
        ByteBuffer directory = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(messages.firstMillis())
                .putLong(messages.lastMillis())
                .putInt(messages.messageCount());
        ByteBuffer body = ByteBuffer.allocate(messages.sampleCount() * MARK_BYTES);
        for (int i = 0; i < messages.sampleCount(); i++) {
            body.putLong(messages.sampleMillis(i)).putInt(messages.sampleOffset(i));
        }
        return new IndexBody(List.of(directory.flip()), List.of(body.flip()));
    }

    /** When the segment's first message was stored, -1 if it has none. */
    long firstMillis() {
        return file.directory().getLong(0);
    }

    long lastMillis() {
        return file.directory().getLong(LAST_AT);
    }

    /** No message at or after this time stands before this offset. */
    int offsetBefore(long millis) throws DamagedIndexException {
        ByteBuffer body = file.body();
        int number = firstFrom(body, millis);
        return number == 0 ? 0 : body.getInt((number - 1) * MARK_BYTES + Long.BYTES);
    }

    /** No message at or before this time stands at or after this offset. */
    int offsetAfter(long millis) throws DamagedIndexException {
        ByteBuffer body = file.body();
        int number = millis == Long.MAX_VALUE ? body.capacity() / MARK_BYTES : firstFrom(body, millis + 1);
        return number == body.capacity() / MARK_BYTES
                ? Integer.MAX_VALUE
                : body.getInt(number * MARK_BYTES + Long.BYTES);
    }

    /** The first mark of this time or later. */
    private static int firstFrom(ByteBuffer body, long millis) {
        int low = 0;
        int high = body.capacity() / MARK_BYTES;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (body.getLong(middle * MARK_BYTES) >= millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
