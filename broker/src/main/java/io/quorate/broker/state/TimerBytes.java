package io.quorate.broker.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Timers as bytes, for snapshots and commands: of each, the difference of its time and of its position to the one before, then its
 * mark; all as numbers of seven bits a byte, lowest first, the differences of positions with their sign in the lowest bit.
 * Timers in the order of their times take some six bytes each, with a recallable mark some fourteen.
 */
final class TimerBytes {
    private static final int NUMBER_BYTES_MAX = 10;

    private TimerBytes() {}

    /** @param timers ordered by their times */
    static byte[] encode(List<PendingTimer> timers) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * NUMBER_BYTES_MAX * timers.size());
        long deliverMillis = 0;
        long position = 0;
        for (PendingTimer timer : timers) {
            put(bytes, timer.deliverMillis() - deliverMillis);
            long step = timer.position() - position;
            put(bytes, step << 1 ^ step >> 63);
            put(bytes, timer.mark());
            deliverMillis = timer.deliverMillis();
            position = timer.position();
        }
        byte[] result = new byte[bytes.position()];
        bytes.flip().get(result);
        return result;
    }

    /** @throws RuntimeException if the bytes are not such timers */
    static List<PendingTimer> decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<PendingTimer> timers = new ArrayList<>();
        long deliverMillis = 0;
        long position = 0;
        while (bytes.hasRemaining()) {
            deliverMillis += get(bytes);
            long step = get(bytes);
            position += step >>> 1 ^ -(step & 1);
            timers.add(new PendingTimer(deliverMillis, position, get(bytes)));
        }
        return timers;
    }

    private static void put(ByteBuffer bytes, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long get(ByteBuffer bytes) {
        long number = 0;
        for (int i = 0; i < NUMBER_BYTES_MAX; i++) {
            byte next = bytes.get();
            number |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number of a timer does not end before byte " + bytes.position());
    }
}
