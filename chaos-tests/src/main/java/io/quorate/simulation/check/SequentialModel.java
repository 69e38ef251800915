package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Register;

/** What a register would answer if it were asked one question after the other. States are numbers; functions are pure. */
public interface SequentialModel {
    /** Before the first operation. */
    long initial();

    /** Could it, in this state, have given the answer that {@code operation} got? Any, if the answer is not known. */
    boolean accepts(long state, Register operation);

    long next(long state, Register operation);

    /**
     * Is {@code operation} accepted in any state, and the state after it the same? Then what came before it can be left out of an
     * example.
     */
    boolean overwrites(Register operation);

    /** Last writer wins. */
    static SequentialModel register(long initial) {
        return new PlainRegister(initial);
    }

    /** A write of less than the present value changes nothing, and is acknowledged all the same. */
    static SequentialModel risingRegister(long initial) {
        return new RisingRegister(initial);
    }

    /**
     * The end of a queue without holes: a write is an append, whose result is the offset it got; a read tells the end, which is
     * the offset of the next.
     */
    static SequentialModel queueEnd(long initial) {
        return new QueueEnd(initial);
    }

    /** {@link #register} */
    record PlainRegister(long initial) implements SequentialModel {
        @Override
        public boolean accepts(long state, Register operation) {
            return switch (operation.action()) {
                case READ -> operation.result() == state;
                case WRITE -> true;
                case CAS ->
                    !operation.call().isOk()
                            || (operation.result() == Register.SWAPPED) == (state == operation.expected());
            };
        }

        @Override
        public long next(long state, Register operation) {
            return switch (operation.action()) {
                case READ -> state;
                case WRITE -> operation.argument();
                case CAS -> state == operation.expected() ? operation.argument() : state;
            };
        }

        @Override
        public boolean overwrites(Register operation) {
            return operation.action() == Operation.RegisterAction.WRITE;
        }
    }

    /** {@link #risingRegister} */
    record RisingRegister(long initial) implements SequentialModel {
        @Override
        public boolean accepts(long state, Register operation) {
            return operation.action() == Operation.RegisterAction.READ
                    ? operation.result() == state
                    : operation.action() == Operation.RegisterAction.WRITE;
        }

        @Override
        public long next(long state, Register operation) {
            return operation.action() == Operation.RegisterAction.READ ? state : Math.max(state, operation.argument());
        }

        @Override
        public boolean overwrites(Register operation) {
            return false;
        }
    }

    /** {@link #queueEnd} */
    record QueueEnd(long initial) implements SequentialModel {
        @Override
        public boolean accepts(long state, Register operation) {
            return switch (operation.action()) {
                case READ -> operation.result() == state;
                case WRITE -> !operation.call().isOk() || operation.result() == state;
                case CAS -> false;
            };
        }

        @Override
        public long next(long state, Register operation) {
            return operation.action() == Operation.RegisterAction.WRITE ? state + 1 : state;
        }

        @Override
        public boolean overwrites(Register operation) {
            return false; // an append says what was before it
        }
    }
}
