package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * A pending message shall not be delivered. If none is there, because it was delivered or recalled or never was, nothing
 * happens.
 *
 * @param mark as {@link PendingTimer#mark(String, String)}
 */
public record TimerRecall(long deliverMillis, long mark) implements Command {
    static final CommandSchema<TimerRecall> SCHEMA = new CommandSchema<>(TimerRecall.class) {
        @Override
        TimerRecall read(Input input) throws IOException {
            long deliverMillis = 0;
            long mark = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> deliverMillis = input.readInt64();
                    case 2 -> mark = input.readInt64();
                    default -> throw unknownField(number);
                }
            }
            return new TimerRecall(deliverMillis, mark);
        }

        @Override
        void write(Output output, TimerRecall command) throws IOException {
            output.writeInt64(1, command.deliverMillis, false);
            output.writeInt64(2, command.mark, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.TIMER_RECALL;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.timers().recall(deliverMillis, mark);
    }
}
