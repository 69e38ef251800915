package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The queues of one topic, as a snapshot holds them: where each goes on, none of its messages. */
record QueuesRow(String topic, List<QueueEnd> queues) {
    /** The same queues, known from a position on only. */
    QueuesRow bornAt(long position) {
        return new QueuesRow(
                topic,
                queues.stream()
                        .map(queue -> new QueueEnd(queue.queueId, queue.maxOffset, queue.lastTimestampMillis, position))
                        .toList());
    }

    /**
     * Where a queue goes on.
     *
     * @param maxOffset offset of its next message
     * @param lastTimestampMillis when its newest message was stored
     * @param bornPosition of its first message: what stands before it under the same name belonged to a topic deleted since
     */
    record QueueEnd(int queueId, long maxOffset, long lastTimestampMillis, long bornPosition) {
        private static final CommandSchema<QueueEnd> SCHEMA = new CommandSchema<>(QueueEnd.class) {
            @Override
            QueueEnd read(Input input) throws IOException {
                int queueId = 0;
                long maxOffset = 0;
                long lastTimestampMillis = 0;
                long bornPosition = 0;
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> queueId = input.readInt32();
                        case 2 -> maxOffset = input.readInt64();
                        case 3 -> lastTimestampMillis = input.readInt64();
                        case 4 -> bornPosition = input.readInt64();
                        default -> throw unknownField(number);
                    }
                }
                return new QueueEnd(queueId, maxOffset, lastTimestampMillis, bornPosition);
            }

            @Override
            void write(Output output, QueueEnd queue) throws IOException {
                output.writeInt32(1, queue.queueId, false);
                output.writeInt64(2, queue.maxOffset, false);
                output.writeInt64(3, queue.lastTimestampMillis, false);
                output.writeInt64(4, queue.bornPosition, false);
            }
        };
    }

    static final CommandSchema<QueuesRow> SCHEMA = new CommandSchema<>(QueuesRow.class) {
        @Override
        QueuesRow read(Input input) throws IOException {
            String topic = "";
            List<QueueEnd> queues = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> topic = input.readString();
                    case 2 -> queues.add(QueueEnd.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new QueuesRow(topic, queues);
        }

        @Override
        void write(Output output, QueuesRow row) throws IOException {
            output.writeString(1, row.topic, false);
            for (QueueEnd queue : row.queues) {
                QueueEnd.SCHEMA.writeNested(output, 2, queue, true);
            }
        }
    };
}
