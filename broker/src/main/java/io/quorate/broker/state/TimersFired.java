package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.List;

/**
 * Pending messages are not pending any more: what was delivered of them stands in the same entry. A timer that is not pending
 * then is left alone.
 *
 * @param timers ordered as they are due
 */
public record TimersFired(List<PendingTimer> timers) implements Command {
    static final CommandSchema<TimersFired> SCHEMA = new CommandSchema<>(TimersFired.class) {
        @Override
        TimersFired read(Input input) throws IOException {
            List<PendingTimer> timers = List.of();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> timers = TimerBytes.decode(input.readByteArray());
                    default -> throw unknownField(number);
                }
            }
            return new TimersFired(timers);
        }

        @Override
        void write(Output output, TimersFired command) throws IOException {
            output.writeByteArray(1, TimerBytes.encode(command.timers), false);
        }
    };

    public TimersFired {
        timers = List.copyOf(timers);
    }

    @Override
    public CommandType type() {
        return CommandType.TIMERS_FIRED;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        timers.forEach(timer -> tables.timers().remove(timer.deliverMillis(), timer.position()));
    }
}
