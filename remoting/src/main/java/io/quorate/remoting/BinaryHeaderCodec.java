package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header in RocketMQ's binary form, big-endian:
 *
 * <pre>
 * 0  short code        5  int opaque      13     int n, n bytes remark       (n = 0: none)
 * 2  byte  language    9  int flag        17 + n int m, m bytes ext fields   (m = 0: none)
 * 3  short version
 *
 * ext field:  short, name bytes, int, value bytes. The same name may come twice: the last one counts.
 * </pre>
 *
 * <p>RocketMQ's clients write the low two bytes of any code, so the requests of POP (200050 to 200151) arrive as 3442 to 3543, which
 * RocketMQ's own broker does not know. No code lies where those of the 200 thousands come out: here they are read as what was meant.
 */
final class BinaryHeaderCodec implements HeaderCodec {
    static final int WIDE_CODE_LEAST = 200_000;
    static final int WIDE_CODE_MOST = 200_999;

    private static final int CUT_OFF = WIDE_CODE_LEAST & ~0xffff;

    @Override
    public boolean carries(RemotingCommand command) {
        boolean isCode = isShort(command.code()) && (command.isResponse() || meant(command.code()) == command.code());
        return HeaderCodec.super.carries(command) && isCode && isShort(command.version());
    }

    @Override
    public void encode(RemotingCommand command, ByteBuf out) throws RemotingException {
        out.writeShort(command.code());
        out.writeByte(command.language().number());
        out.writeShort(command.version());
        out.writeInt(command.opaque());
        out.writeInt(command.flag());
        writeText(command.remark() == null ? "" : command.remark(), out);
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        ExtFields fields = command.extFields();
        for (int i = 0; i < fields.size(); i++) {
            writeName(fields.nameAt(i), out);
            writeText(fields.valueAt(i), out);
        }
        out.setInt(lengthAt, out.writerIndex() - lengthAt - Integer.BYTES);
    }

    @Override
    public void decode(byte[] bytes, int offset, int length, RemotingCommand into) throws MalformedFrameException {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        try {
            int code = in.getShort();
            into.language(Language.of(in.get())).version(in.getShort());
            into.opaque(in.getInt()).flag(in.getInt());
            into.code(into.isResponse() ? code : meant(code));
            String remark = readText(in, in.getInt());
            into.remark(remark.isEmpty() ? null : remark);
            if (in.getInt() != in.remaining()) {
                throw new MalformedFrameException("a binary header whose ext fields do not end where it does");
            }
            for (int count = 1; in.hasRemaining(); count++) {
                HeaderCodec.checkExtFieldCount(count);
                String name = readText(in, in.getShort());
                into.extFields().put(name, readText(in, in.getInt()));
            }
        } catch (BufferUnderflowException e) {
            throw new MalformedFrameException("a binary header cut short at " + length + " bytes");
        }
    }

    private static int meant(int requestCode) {
        int wide = requestCode + CUT_OFF;
        return wide >= WIDE_CODE_LEAST && wide <= WIDE_CODE_MOST ? wide : requestCode;
    }

    private static boolean isShort(int value) {
        return value == (short) value;
    }

    private static void writeName(String name, ByteBuf out) throws RemotingException {
        int nameBytes = ByteBufUtil.utf8Bytes(name);
        if (nameBytes > Short.MAX_VALUE) {
            throw new RemotingException(
                    RemotingException.Reason.NOT_ENCODABLE,
                    "a field name of " + nameBytes + " bytes; at most " + Short.MAX_VALUE + " fit a binary header");
        }
        out.writeShort(nameBytes);
        ByteBufUtil.reserveAndWriteUtf8(out, name, nameBytes);
    }

    private static void writeText(String text, ByteBuf out) {
        int textBytes = ByteBufUtil.utf8Bytes(text);
        out.writeInt(textBytes);
        ByteBufUtil.reserveAndWriteUtf8(out, text, textBytes);
    }

    private static String readText(ByteBuffer in, int textBytes) throws MalformedFrameException {
        if (textBytes < 0 || textBytes > in.remaining()) {
            throw new MalformedFrameException(
                    "a binary header with a text of " + textBytes + " bytes where " + in.remaining() + " are left");
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), textBytes, StandardCharsets.UTF_8);
        in.position(in.position() + textBytes);
        return text;
    }
}
