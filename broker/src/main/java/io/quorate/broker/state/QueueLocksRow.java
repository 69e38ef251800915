package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The queue locks of one consumer group, as a snapshot holds them. */
record QueueLocksRow(String consumerGroup, List<Held> locks) {
    /** That on one queue. */
    record Held(String topic, int queueId, String clientId, long expiresMillis) {
        static final Comparator<Held> ORDER = Comparator.comparing(Held::topic).thenComparingInt(Held::queueId);

        private static final CommandSchema<Held> SCHEMA = new CommandSchema<>(Held.class) {
            @Override
            Held read(Input input) throws IOException {
                String topic = "";
                int queueId = 0;
                String clientId = "";
                long expiresMillis = 0;
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> topic = input.readString();
                        case 2 -> queueId = input.readInt32();
                        case 3 -> clientId = input.readString();
                        case 4 -> expiresMillis = input.readInt64();
                        default -> throw unknownField(number);
                    }
                }
                return new Held(topic, queueId, clientId, expiresMillis);
            }

            @Override
            void write(Output output, Held held) throws IOException {
                output.writeString(1, held.topic, false);
                output.writeInt32(2, held.queueId, false);
                output.writeString(3, held.clientId, false);
                output.writeInt64(4, held.expiresMillis, false);
            }
        };
    }

    static final CommandSchema<QueueLocksRow> SCHEMA = new CommandSchema<>(QueueLocksRow.class) {
        @Override
        QueueLocksRow read(Input input) throws IOException {
            String consumerGroup = "";
            List<Held> locks = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> locks.add(Held.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new QueueLocksRow(consumerGroup, locks);
        }

        @Override
        void write(Output output, QueueLocksRow row) throws IOException {
            output.writeString(1, row.consumerGroup, false);
            for (Held held : row.locks) {
                Held.SCHEMA.writeNested(output, 2, held, true);
            }
        }
    };
}
