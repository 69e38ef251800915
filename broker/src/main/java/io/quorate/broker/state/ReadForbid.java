package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * Forbids a consumer group to read a topic, or allows it again.
 *
 * @param forbidden false: as if it had never been forbidden
 */
public record ReadForbid(String consumerGroup, String topic, boolean forbidden) implements Command {
    static final CommandSchema<ReadForbid> SCHEMA = new CommandSchema<>(ReadForbid.class) {
        @Override
        ReadForbid read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            boolean forbidden = false;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> forbidden = input.readBool();
                    default -> throw unknownField(number);
                }
            }
            return new ReadForbid(consumerGroup, topic, forbidden);
        }

        @Override
        void write(Output output, ReadForbid command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeString(2, command.topic, false);
            output.writeBool(3, command.forbidden, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.READ_FORBID;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.forbiddenReads().set(consumerGroup, topic, forbidden);
    }
}
