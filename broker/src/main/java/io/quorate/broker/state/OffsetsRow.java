package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The offsets of one consumer group in one topic, as a snapshot holds them. */
record OffsetsRow(String consumerGroup, String topic, List<QueueOffset> offsets) {
    /**
     * That in one queue.
     *
     * @param offset the next queue offset to consume
     */
    record QueueOffset(int queueId, long offset) {
        private static final CommandSchema<QueueOffset> SCHEMA = new CommandSchema<>(QueueOffset.class) {
            @Override
            QueueOffset read(Input input) throws IOException {
                int queueId = 0;
                long offset = 0;
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> queueId = input.readInt32();
                        case 2 -> offset = input.readInt64();
                        default -> throw unknownField(number);
                    }
                }
                return new QueueOffset(queueId, offset);
            }

            @Override
            void write(Output output, QueueOffset offset) throws IOException {
                output.writeInt32(1, offset.queueId, false);
                output.writeInt64(2, offset.offset, false);
            }
        };
    }

    static final CommandSchema<OffsetsRow> SCHEMA = new CommandSchema<>(OffsetsRow.class) {
        @Override
        OffsetsRow read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            List<QueueOffset> offsets = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> offsets.add(QueueOffset.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new OffsetsRow(consumerGroup, topic, offsets);
        }

        @Override
        void write(Output output, OffsetsRow row) throws IOException {
            output.writeString(1, row.consumerGroup, false);
            output.writeString(2, row.topic, false);
            for (QueueOffset offset : row.offsets) {
                QueueOffset.SCHEMA.writeNested(output, 3, offset, true);
            }
        }
    };
}
