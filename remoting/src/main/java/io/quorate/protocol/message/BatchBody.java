package io.quorate.protocol.message;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a batch send: units back to back, each {@code totalSize(4) magic(4) crc(4) flag(4) bodyLength(4) body
 * propertiesLength(2) properties}. Magic and crc are written 0 and never looked at.
 */
public final class BatchBody {
    private static final int FLAG_AT = 12;
    private static final int BODY_LENGTH_AT = 16;
    private static final int BODY_AT = 20;
    private static final int FIXED_BYTES = BODY_AT + Short.BYTES;

    /**
     * One message of a batch.
     *
     * @param properties the property string's bytes
     */
    public record Unit(int flag, ByteBuffer body, ByteBuffer properties) {}

    private BatchBody() {}

    /** The units as slices of {@code body}'s remaining bytes, whose position stays. Refused unless they fill it exactly. */
    public static List<Unit> decode(ByteBuffer body) throws RequestException {
        List<Unit> units = new ArrayList<>();
        int at = body.position();
        while (at < body.limit()) {
            int length = checkedLength(body, at, units.size());
            units.add(unit(body, at));
            at += length;
        }
        return units;
    }

    public static ByteBuffer encode(List<Unit> units) {
        int length = 0;
        for (Unit unit : units) {
            length = Math.addExact(length, lengthBytes(unit));
        }
        ByteBuffer target = ByteBuffer.allocate(length);
        for (Unit unit : units) {
            target.putInt(lengthBytes(unit)).putInt(0).putInt(0).putInt(unit.flag());
            target.putInt(unit.body().remaining()).put(unit.body().duplicate());
            target.putShort((short) unit.properties().remaining())
                    .put(unit.properties().duplicate());
        }
        return target.flip();
    }

    private static int lengthBytes(Unit unit) {
        int propertiesBytes = unit.properties().remaining();
        if (propertiesBytes > RecordLayout.PROPERTIES_BYTES_MAX) {
            throw new IllegalArgumentException("the properties of a message have " + propertiesBytes
                    + " bytes, at most " + RecordLayout.PROPERTIES_BYTES_MAX + " fit");
        }
        return Math.addExact(FIXED_BYTES + propertiesBytes, unit.body().remaining());
    }

    private static Unit unit(ByteBuffer body, int at) {
        int bodyBytes = body.getInt(at + BODY_LENGTH_AT);
        int propertiesAt = at + BODY_AT + bodyBytes + Short.BYTES;
        int propertiesBytes = body.getShort(propertiesAt - Short.BYTES);
        return new Unit(
                body.getInt(at + FLAG_AT),
                body.slice(at + BODY_AT, bodyBytes),
                body.slice(propertiesAt, propertiesBytes));
    }

    private static int checkedLength(ByteBuffer body, int at, int number) throws RequestException {
        int available = body.limit() - at;
        if (available < FIXED_BYTES) {
            throw broken(number, "only " + available + " bytes are left");
        }
        int total = body.getInt(at);
        if (total < FIXED_BYTES || total > available) {
            throw broken(number, "its length is " + total + ", " + available + " bytes are left");
        }
        int bodyBytes = body.getInt(at + BODY_LENGTH_AT);
        if (bodyBytes < 0 || bodyBytes > total - FIXED_BYTES) {
            throw broken(number, "its body of " + bodyBytes + " bytes does not fit its length " + total);
        }
        int propertiesBytes = body.getShort(at + BODY_AT + bodyBytes);
        if (propertiesBytes < 0 || FIXED_BYTES + bodyBytes + propertiesBytes != total) {
            throw broken(number, "its properties of " + propertiesBytes + " bytes do not end it");
        }
        return total;
    }

    private static RequestException broken(int number, String why) {
        return new RequestException(ResponseCode.SYSTEM_ERROR, "message " + number + " of the batch is broken: " + why);
    }
}
