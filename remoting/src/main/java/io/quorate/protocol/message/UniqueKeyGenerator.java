package io.quorate.protocol.message;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes unique keys, the ids producers give to messages. Upper-case hex of address (4 or 16 bytes), process id (2), a
 * number telling generators of one process apart (4), milliseconds since the first of the month (4), counter (2). Tools
 * read the time back from it. Safe from any thread.
 */
public final class UniqueKeyGenerator {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int VARIABLE_BYTES = Integer.BYTES + Short.BYTES;

    private final String prefix;
    private final Clock clock;
    private final AtomicInteger counter = new AtomicInteger();
    private volatile Month month;

    private record Month(long firstMillis, long nextMillis) {
        static Month at(ZonedDateTime time) {
            ZonedDateTime first =
                    YearMonth.from(time).atDay(1).atTime(LocalTime.MIDNIGHT).atZone(time.getZone());
            return new Month(
                    first.toInstant().toEpochMilli(),
                    first.plusMonths(1).toInstant().toEpochMilli());
        }
    }

    /**
     * @param clock its zone decides when a month begins; tools expect that of the machine
     */
    public UniqueKeyGenerator(InetAddress address, long processId, int generatorNumber, Clock clock) {
        byte[] addressBytes = address.getAddress();
        ByteBuffer bytes = ByteBuffer.allocate(addressBytes.length + Short.BYTES + Integer.BYTES);
        bytes.put(addressBytes).putShort((short) processId).putInt(generatorNumber);
        prefix = HEX.formatHex(bytes.array());
        this.clock = clock;
        month = Month.at(ZonedDateTime.now(clock));
    }

    /** A key no other call returns, as long as fewer than 65,536 are made in one millisecond. */
    public String next() {
        ByteBuffer bytes = ByteBuffer.allocate(VARIABLE_BYTES);
        bytes.putInt(millisOfMonth()).putShort((short) counter.getAndIncrement());
        return prefix + HEX.formatHex(bytes.array());
    }

    // An unsigned 32-bit number: it passes 2^31 on the 25th.
    private int millisOfMonth() {
        long nowMillis = clock.millis();
        Month current = month;
        if (nowMillis < current.firstMillis || nowMillis >= current.nextMillis) {
            current = Month.at(ZonedDateTime.now(clock));
            month = current;
        }
        return (int) (nowMillis - current.firstMillis);
    }
}
