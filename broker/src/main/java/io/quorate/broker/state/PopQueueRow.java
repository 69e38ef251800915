package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A queue as one consumer group pops it, as a snapshot holds it. */
record PopQueueRow(
        String consumerGroup, String topic, int queueId, long nextOffset, String attemptId, List<Lease> leases) {
    /**
     * What is left of a lease.
     *
     * @param queueOffsets ascending
     */
    record Lease(long popMillis, long firstPopMillis, long visibleMillis, int deliveryCount, List<Long> queueOffsets) {
        private static final CommandSchema<Lease> SCHEMA = new CommandSchema<>(Lease.class) {
            @Override
            Lease read(Input input) throws IOException {
                long popMillis = 0;
                long firstPopMillis = 0;
                long visibleMillis = 0;
                int deliveryCount = 0;
                OffsetList.Reader queueOffsets = new OffsetList.Reader();
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> popMillis = input.readInt64();
                        case 2 -> firstPopMillis = input.readInt64();
                        case 3 -> visibleMillis = input.readInt64();
                        case 4 -> deliveryCount = input.readInt32();
                        case 5 -> queueOffsets.read(input);
                        default -> throw unknownField(number);
                    }
                }
                return new Lease(popMillis, firstPopMillis, visibleMillis, deliveryCount, queueOffsets.list());
            }

            @Override
            void write(Output output, Lease lease) throws IOException {
                output.writeInt64(1, lease.popMillis, false);
                output.writeInt64(2, lease.firstPopMillis, false);
                output.writeInt64(3, lease.visibleMillis, false);
                output.writeInt32(4, lease.deliveryCount, false);
                OffsetList.write(output, 5, lease.queueOffsets);
            }
        };
    }

    static final CommandSchema<PopQueueRow> SCHEMA = new CommandSchema<>(PopQueueRow.class) {
        @Override
        PopQueueRow read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            int queueId = 0;
            long nextOffset = 0;
            String attemptId = "";
            List<Lease> leases = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> queueId = input.readInt32();
                    case 4 -> nextOffset = input.readInt64();
                    case 5 -> attemptId = input.readString();
                    case 6 -> leases.add(Lease.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new PopQueueRow(consumerGroup, topic, queueId, nextOffset, attemptId, leases);
        }

        @Override
        void write(Output output, PopQueueRow row) throws IOException {
            output.writeString(1, row.consumerGroup, false);
            output.writeString(2, row.topic, false);
            output.writeInt32(3, row.queueId, false);
            output.writeInt64(4, row.nextOffset, false);
            output.writeString(5, row.attemptId, false);
            for (Lease lease : row.leases) {
                Lease.SCHEMA.writeNested(output, 6, lease, true);
            }
        }
    };
}
