package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * Removes a consumer group's settings. Its offsets stay unless asked otherwise, so that a group deleted by mistake can go
 * on where it was.
 */
public record ConsumerGroupDelete(String consumerGroup, boolean removeOffsets) implements Command {
    static final CommandSchema<ConsumerGroupDelete> SCHEMA = new CommandSchema<>(ConsumerGroupDelete.class) {
        @Override
        ConsumerGroupDelete read(Input input) throws IOException {
            String consumerGroup = "";
            boolean removeOffsets = false;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> removeOffsets = input.readBool();
                    default -> throw unknownField(number);
                }
            }
            return new ConsumerGroupDelete(consumerGroup, removeOffsets);
        }

        @Override
        void write(Output output, ConsumerGroupDelete command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeBool(2, command.removeOffsets, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.CONSUMER_GROUP_DELETE;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.consumerGroups().remove(consumerGroup, at.timestampMillis());
        if (removeOffsets) {
            tables.offsets().removeConsumerGroup(consumerGroup);
        }
        tables.parts().forEach(part -> part.consumerGroupDeleted(consumerGroup));
    }
}
