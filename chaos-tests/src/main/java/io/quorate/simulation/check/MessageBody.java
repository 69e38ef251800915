package io.quorate.simulation.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Bodies that know what they are: {@code value '#' crc32(value, length) '#'} in ASCII, then padding that follows from the
 * checksum, so that every byte is vouched for.
 */
public final class MessageBody {
    private static final int HEX_DIGITS = 8;

    private MessageBody() {}

    /** At least {@code lengthBytes} long, longer only if the value and its checksum need more. */
    public static byte[] of(String value, int lengthBytes) {
        byte[] name = value.getBytes(StandardCharsets.US_ASCII);
        int length = Math.max(lengthBytes, headBytes(name.length));
        byte[] body = Arrays.copyOf(name, length);
        int crc = crc(name, length);
        body[name.length] = '#';
        for (int i = 0; i < HEX_DIGITS; i++) {
            body[name.length + 1 + i] = (byte) Character.forDigit((crc >>> (4 * (HEX_DIGITS - 1 - i))) & 15, 16);
        }
        body[name.length + 1 + HEX_DIGITS] = '#';
        for (int i = headBytes(name.length); i < length; i++) {
            body[i] = padding(crc, i);
        }
        return body;
    }

    /** What a read showed at {@code offset}, intact only if it is byte for byte the body made from its value. */
    public static SeenRecord seen(long offset, byte[] body) {
        int end = 0;
        while (end < body.length && body[end] != '#') {
            end++;
        }
        String value = new String(body, 0, end, StandardCharsets.US_ASCII);
        boolean intact = headBytes(end) <= body.length && Arrays.equals(of(value, body.length), body);
        return new SeenRecord(offset, value, intact);
    }

    private static int headBytes(int valueBytes) {
        return valueBytes + HEX_DIGITS + 2;
    }

    private static int crc(byte[] name, int length) {
        CRC32 crc = new CRC32();
        crc.update(name);
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(length >>> shift);
        }
        return (int) crc.getValue();
    }

    private static byte padding(int crc, int at) {
        return (byte) ((crc >>> (8 * (at & 3))) ^ (at >>> 2));
    }
}
