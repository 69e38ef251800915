package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/** An operator wants a transaction's producer asked again, as if it had never been asked. */
public record TransactionResume(long queueOffset, long position) implements Command {
    static final CommandSchema<TransactionResume> SCHEMA = new CommandSchema<>(TransactionResume.class) {
        @Override
        TransactionResume read(Input input) throws IOException {
            long queueOffset = 0;
            long position = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> queueOffset = input.readInt64();
                    case 2 -> position = input.readInt64();
                    default -> throw unknownField(number);
                }
            }
            return new TransactionResume(queueOffset, position);
        }

        @Override
        void write(Output output, TransactionResume command) throws IOException {
            output.writeInt64(1, command.queueOffset, false);
            output.writeInt64(2, command.position, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.TRANSACTION_RESUME;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.transactions().resume(queueOffset, position);
    }
}
