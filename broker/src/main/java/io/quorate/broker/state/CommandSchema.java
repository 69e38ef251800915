package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.LinkedBuffer;
import io.protostuff.Output;
import io.protostuff.ProtostuffIOUtil;
import io.protostuff.Schema;
import io.quorate.raft.InvariantViolation;
import java.io.IOException;

/**
 * Hand-written protostuff schema of an immutable value with numbered fields. Protostuff fills messages in place, which a
 * record cannot do, so it is shown a {@link Slot} that takes the value once all fields have been read.
 *
 * <p>Every field is written, also when zero or empty, and reading refuses a field it does not know: a new field is a new
 * version of the command, never one that an older replica skips.
 */
abstract class CommandSchema<C> implements Schema<CommandSchema.Slot<C>> {
    /** Enough for all but the longest commands; the buffer grows by more of this size. */
    private static final int ENCODE_BUFFER_BYTES = 512;

    /** Where protostuff puts, or finds, the value. */
    static final class Slot<C> {
        private C value;

        Slot() {}

        Slot(C value) {
            this.value = value;
        }
    }

    private final Class<C> type;

    CommandSchema(Class<C> type) {
        this.type = type;
    }

    abstract C read(Input input) throws IOException;

    abstract void write(Output output, C value) throws IOException;

    /** Number of the next field, 0 after the last. */
    final int nextField(Input input) throws IOException {
        return input.readFieldNumber(this);
    }

    final InvariantViolation unknownField(int number) {
        return new InvariantViolation("unknown field " + number + " in a " + messageName());
    }

    final C readNested(Input input) throws IOException {
        return input.mergeObject(new Slot<C>(), this).value;
    }

    final void writeNested(Output output, int number, C value, boolean repeated) throws IOException {
        output.writeObject(number, new Slot<>(value), this, repeated);
    }

    final byte[] encode(Object value) {
        return ProtostuffIOUtil.toByteArray(
                new Slot<>(type.cast(value)), this, LinkedBuffer.allocate(ENCODE_BUFFER_BYTES));
    }

    /** @throws RuntimeException if the bytes are not such a value */
    final C decode(byte[] body) {
        Slot<C> slot = new Slot<>();
        ProtostuffIOUtil.mergeFrom(body, slot, this);
        return slot.value;
    }

    @Override
    public final void mergeFrom(Input input, Slot<C> slot) throws IOException {
        slot.value = read(input);
    }

    @Override
    public final void writeTo(Output output, Slot<C> slot) throws IOException {
        write(output, slot.value);
    }

    @Override
    public final Slot<C> newMessage() {
        return new Slot<>();
    }

    @Override
    public final Class<? super Slot<C>> typeClass() {
        return Slot.class;
    }

    @Override
    public final boolean isInitialized(Slot<C> slot) {
        return slot.value != null;
    }

    @Override
    public final String messageName() {
        return type.getSimpleName();
    }

    @Override
    public final String messageFullName() {
        return type.getName();
    }

    /** Names are for text formats, which commands never have. */
    @Override
    public final String getFieldName(int number) {
        return Integer.toString(number);
    }

    @Override
    public final int getFieldNumber(String name) {
        return Integer.parseInt(name);
    }
}
