package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The producers of these transactions are asked what became of them, as soon as this is committed: so that no change of leader
 * asks more often than allowed. Asked at the time of the entry, not at one that the leader names: its clock may have been ahead
 * when it looked and right again when it wrote (seed 5082 of b41dfbe).
 *
 * @param queueOffsets of the half messages; those decided by then are passed over
 */
public record TransactionsChecked(List<Long> queueOffsets) implements Command {
    /** Earlier builds wrote it, and asked by it. */
    private static final int LEADERS_TIME = 1;

    static final CommandSchema<TransactionsChecked> SCHEMA = new CommandSchema<>(TransactionsChecked.class) {
        @Override
        TransactionsChecked read(Input input) throws IOException {
            List<Long> queueOffsets = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case LEADERS_TIME -> input.readInt64();
                    case 2 -> queueOffsets.add(input.readInt64());
                    default -> throw unknownField(number);
                }
            }
            return new TransactionsChecked(queueOffsets);
        }

        @Override
        void write(Output output, TransactionsChecked command) throws IOException {
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
        queueOffsets.forEach(queueOffset -> tables.transactions().checked(queueOffset, at.timestampMillis()));
    }
}
