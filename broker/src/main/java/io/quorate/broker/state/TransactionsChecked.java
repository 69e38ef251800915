package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The producers of these transactions are asked what became of them, as soon as this is committed: so that no change of leader
 * asks more often than allowed.
 *
 * @param nowMillis the time it is by the log
 * @param queueOffsets of the half messages; those decided by then are passed over
 */
public record TransactionsChecked(long nowMillis, List<Long> queueOffsets) implements Command {
    static final CommandSchema<TransactionsChecked> SCHEMA = new CommandSchema<>(TransactionsChecked.class) {
        @Override
        TransactionsChecked read(Input input) throws IOException {
            long nowMillis = 0;
            List<Long> queueOffsets = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> nowMillis = input.readInt64();
                    case 2 -> queueOffsets.add(input.readInt64());
                    default -> throw unknownField(number);
                }
            }
            return new TransactionsChecked(nowMillis, queueOffsets);
        }

        @Override
        void write(Output output, TransactionsChecked command) throws IOException {
            output.writeInt64(1, command.nowMillis, false);
            for (long queueOffset : command.queueOffsets) {
                output.writeInt64(2, queueOffset, true);
            }
        }
    };

    public TransactionsChecked {
        queueOffsets = List.copyOf(queueOffsets);
    }

    @Override
    public CommandType type() {
        return CommandType.TRANSACTIONS_CHECKED;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        queueOffsets.forEach(queueOffset -> tables.transactions().checked(queueOffset, nowMillis));
    }
}
