package io.quorate.broker.state;

import io.quorate.raft.InvariantViolation;
import io.quorate.raft.Invariants;
import java.nio.ByteBuffer;

/**
 * Commands as records of the log, big-endian:
 *
 * <pre>
 *  0  int    size      whole record
 *  4  int    magic     0x51524D31, "QRM1"
 *  8  short  type      {@link CommandType#code()}
 * 10  short  version   of the body
 * 12  ...    body      protostuff
 * </pre>
 */
public final class CommandCodec {
    public static final int MAGIC = 0x51524D31;

    static final int HEADER_BYTES = 12;

    private CommandCodec() {}

    public static byte[] encode(Command command) {
        CommandType type = command.type();
        byte[] body = type.schema().encode(command);
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .putInt(HEADER_BYTES + body.length)
                .putInt(MAGIC)
                .putShort(type.code())
                .putShort(type.version())
                .put(body)
                .array();
    }

    /**
     * Reads the record of {@code sizeBytes} at {@code at}; the buffer's position stays.
     *
     * @throws InvariantViolation if type, version or body is not one this build knows. Skipping it would let this replica's
     *     tables drift from the others' for ever, so the node must stop until it runs a build that knows the command
     */
    public static Command decode(ByteBuffer buffer, int at, int sizeBytes) {
        Invariants.check(sizeBytes >= HEADER_BYTES, "a command record holds its header", sizeBytes, at);
        Invariants.check(buffer.getInt(at + 4) == MAGIC, "a command has its magic", buffer.getInt(at + 4), at);
        short code = buffer.getShort(at + 8);
        short version = buffer.getShort(at + 10);
        CommandType type = CommandType.ofCode(code);
        Invariants.check(type != null, "the command type is known [type, version]", code, version);
        Invariants.check(version == type.version(), "the command version is known [type, version]", code, version);
        byte[] body = new byte[sizeBytes - HEADER_BYTES];
        buffer.get(at + HEADER_BYTES, body);
        try {
            return type.schema().decode(body);
        } catch (RuntimeException e) {
            InvariantViolation violation = new InvariantViolation("the body of a " + type + " command does not parse");
            violation.initCause(e);
            throw violation;
        }
    }
}
