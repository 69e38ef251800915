package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import io.quorate.raft.InvariantViolation;
import java.io.IOException;

/**
 * A transaction is decided. With {@link Decision#COMMIT} and {@link Decision#DISCARD} the message as consumers, or operators, see
 * it stands in the same entry: both are in the log or neither is. That there is one such entry only is the leader's business,
 * for a message once in the log cannot be taken back by what is applied.
 *
 * @param queueOffset of the half message
 * @param position of the half message; another one means another transaction, from before the topic began anew
 */
public record TransactionEnd(long queueOffset, long position, Decision decision) implements Command {
    /** How a transaction ended. */
    public enum Decision {
        COMMIT(1),
        ROLLBACK(2),
        /** Nobody decided in time: the message was put aside. */
        DISCARD(3);

        private final int number;

        Decision(int number) {
            this.number = number;
        }

        private static Decision of(int number) {
            for (Decision decision : values()) {
                if (decision.number == number) {
                    return decision;
                }
            }
            throw new InvariantViolation("unknown decision " + number + " of a transaction");
        }
    }

    static final CommandSchema<TransactionEnd> SCHEMA = new CommandSchema<>(TransactionEnd.class) {
        @Override
        TransactionEnd read(Input input) throws IOException {
            long queueOffset = 0;
            long position = 0;
            int decision = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> queueOffset = input.readInt64();
                    case 2 -> position = input.readInt64();
                    case 3 -> decision = input.readInt32();
                    default -> throw unknownField(number);
                }
            }
            return new TransactionEnd(queueOffset, position, Decision.of(decision));
        }

        @Override
        void write(Output output, TransactionEnd command) throws IOException {
            output.writeInt64(1, command.queueOffset, false);
            output.writeInt64(2, command.position, false);
            output.writeInt32(3, command.decision.number, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.TRANSACTION_END;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.transactions().end(queueOffset, position);
    }
}
