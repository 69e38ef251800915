package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/** Says how a consumer group gets the messages of a topic. */
public record RequestModePut(String topic, String consumerGroup, RequestMode requestMode) implements Command {
    static final CommandSchema<RequestModePut> SCHEMA = new CommandSchema<>(RequestModePut.class) {
        @Override
        RequestModePut read(Input input) throws IOException {
            String topic = "";
            String consumerGroup = "";
            String mode = "";
            int sharedQueueCount = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> topic = input.readString();
                    case 2 -> consumerGroup = input.readString();
                    case 3 -> mode = input.readString();
                    case 4 -> sharedQueueCount = input.readInt32();
                    default -> throw unknownField(number);
                }
            }
            return new RequestModePut(topic, consumerGroup, new RequestMode(mode, sharedQueueCount));
        }

        @Override
        void write(Output output, RequestModePut command) throws IOException {
            output.writeString(1, command.topic, false);
            output.writeString(2, command.consumerGroup, false);
            output.writeString(3, command.requestMode.mode(), false);
            output.writeInt32(4, command.requestMode.sharedQueueCount(), false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.REQUEST_MODE_PUT;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.requestModes().put(this);
    }
}
