package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * Lets a message that was given out by popping come back at another time. Left undone if the receipt is not of its newest
 * delivery; else the message is in a lease made by this entry.
 *
 * @param popMillis when it was given out, as the receipt says
 * @param invisibleMillis how long it is hidden from now, the entry's timestamp, on
 * @param ordered given by an ordered pop, whose receipts stay as they are
 * @param uncounted what went before counts as no delivery
 */
public record PopChange(
        String consumerGroup,
        String topic,
        int queueId,
        long queueOffset,
        long popMillis,
        long invisibleMillis,
        boolean ordered,
        boolean uncounted)
        implements Command {
    static final CommandSchema<PopChange> SCHEMA = new CommandSchema<>(PopChange.class) {
        @Override
        PopChange read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            int queueId = 0;
            long queueOffset = 0;
            long popMillis = 0;
            long invisibleMillis = 0;
            boolean ordered = false;
            boolean uncounted = false;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> queueId = input.readInt32();
                    case 4 -> queueOffset = input.readInt64();
                    case 5 -> popMillis = input.readInt64();
                    case 6 -> invisibleMillis = input.readInt64();
                    case 7 -> ordered = input.readBool();
                    case 8 -> uncounted = input.readBool();
                    default -> throw unknownField(number);
                }
            }
            return new PopChange(
                    consumerGroup, topic, queueId, queueOffset, popMillis, invisibleMillis, ordered, uncounted);
        }

        @Override
        void write(Output output, PopChange command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeString(2, command.topic, false);
            output.writeInt32(3, command.queueId, false);
            output.writeInt64(4, command.queueOffset, false);
            output.writeInt64(5, command.popMillis, false);
            output.writeInt64(6, command.invisibleMillis, false);
            output.writeBool(7, command.ordered, false);
            output.writeBool(8, command.uncounted, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.POP_CHANGE;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.pops().change(this, at);
    }
}
