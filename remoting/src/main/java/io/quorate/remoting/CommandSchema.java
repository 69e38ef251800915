package io.quorate.remoting;

import io.protostuff.ByteArrayInput;
import io.protostuff.Input;
import io.protostuff.Output;
import io.protostuff.ProtostuffException;
import io.protostuff.Schema;
import io.protostuff.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The numbered fields of a header between peers. Numbers are never given a second meaning; a reader skips those it does
 * not know. Members that are zero or absent are left out.
 *
 * <pre>
 * 1 code   2 language   3 version   4 opaque   5 flag   6 remark   7, 8 name and value of an ext field, in turn
 * 9 typed header
 * </pre>
 */
final class CommandSchema implements Schema<RemotingCommand> {
    static final CommandSchema INSTANCE = new CommandSchema();

    private static final int CODE = 1;
    private static final int LANGUAGE = 2;
    private static final int VERSION = 3;
    private static final int OPAQUE = 4;
    private static final int FLAG = 5;
    private static final int REMARK = 6;
    private static final int EXT_NAME = 7;
    private static final int EXT_VALUE = 8;
    private static final int TYPED_HEADER = 9;

    private CommandSchema() {}

    @Override
    public void writeTo(Output output, RemotingCommand command) throws IOException {
        output.writeInt32(CODE, command.code(), false);
        output.writeInt32(LANGUAGE, command.language().number(), false);
        output.writeInt32(VERSION, command.version(), false);
        // Opaques count up from nothing in particular; a fixed width costs least on average.
        output.writeFixed32(OPAQUE, command.opaque(), false);
        if (command.flag() != 0) {
            output.writeInt32(FLAG, command.flag(), false);
        }
        if (command.remark() != null) {
            output.writeString(REMARK, command.remark(), false);
        }
        ExtFields fields = command.extFields();
        for (int i = 0; i < fields.size(); i++) {
            output.writeString(EXT_NAME, fields.nameAt(i), true);
            output.writeString(EXT_VALUE, fields.valueAt(i), true);
        }
        if (command.typedHeader().length > 0) {
            output.writeByteArray(TYPED_HEADER, command.typedHeader(), false);
        }
    }

    /** Reads from a {@link ByteArrayInput} only. */
    @Override
    public void mergeFrom(Input input, RemotingCommand command) throws IOException {
        ByteArrayInput in = (ByteArrayInput) input;
        String extName = null;
        int extCount = 0;
        for (int number = in.readFieldNumber(this); number != 0; number = in.readFieldNumber(this)) {
            switch (number) {
                case CODE -> command.code(in.readInt32());
                case LANGUAGE -> command.language(Language.of(in.readInt32()));
                case VERSION -> command.version(in.readInt32());
                case OPAQUE -> command.opaque(in.readFixed32());
                case FLAG -> command.flag(in.readInt32());
                case REMARK -> command.remark(in.readString());
                case EXT_NAME -> extName = in.readString();
                case EXT_VALUE -> {
                    if (extName == null || ++extCount > HeaderCodec.EXT_FIELDS_MAX) {
                        throw new ProtostuffException(
                                "ext field value " + extCount + " has no name or is one too many");
                    }
                    command.extFields().put(extName, in.readString());
                    extName = null;
                }
                case TYPED_HEADER -> command.typedHeader(readBytes(in));
                default -> skip(in, number);
            }
        }
    }

    /** Unlike {@code readByteArray}, allocates no more than there is, whatever length was sent. */
    private static byte[] readBytes(ByteArrayInput in) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.max(0, in.currentLimit() - in.currentOffset()));
        in.readBytes(target);
        return Arrays.copyOf(target.array(), target.position());
    }

    private void skip(ByteArrayInput in, int number) throws IOException {
        if (WireFormat.getTagWireType(in.getLastTag()) == WireFormat.WIRETYPE_START_GROUP) {
            // Groups are skipped by recursion, as deep as the sender likes. We never send them.
            throw new ProtostuffException("field " + number + " is a group");
        }
        in.handleUnknownField(number, this);
    }

    @Override
    public String getFieldName(int number) {
        return Integer.toString(number);
    }

    @Override
    public int getFieldNumber(String name) {
        return Integer.parseInt(name);
    }

    @Override
    public boolean isInitialized(RemotingCommand command) {
        return true;
    }

    @Override
    public RemotingCommand newMessage() {
        return RemotingCommand.request(0);
    }

    @Override
    public String messageName() {
        return RemotingCommand.class.getSimpleName();
    }

    @Override
    public String messageFullName() {
        return RemotingCommand.class.getName();
    }

    @Override
    public Class<RemotingCommand> typeClass() {
        return RemotingCommand.class;
    }
}
