package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/** A queue by name. */
public record QueueKey(String topic, int queueId) {
    static final CommandSchema<QueueKey> SCHEMA = new CommandSchema<>(QueueKey.class) {
        @Override
        QueueKey read(Input input) throws IOException {
            String topic = "";
            int queueId = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> topic = input.readString();
                    case 2 -> queueId = input.readInt32();
                    default -> throw unknownField(number);
                }
            }
            return new QueueKey(topic, queueId);
        }

        @Override
        void write(Output output, QueueKey queue) throws IOException {
            output.writeString(1, queue.topic, false);
            output.writeInt32(2, queue.queueId, false);
        }
    };
}
