package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/** What a snapshot says once: where in the log it was taken, and the versions of the tables. */
record SnapshotHead(Applied applied, TableVersion topics, TableVersion consumerGroups) {
    static final CommandSchema<SnapshotHead> SCHEMA = new CommandSchema<>(SnapshotHead.class) {
        @Override
        SnapshotHead read(Input input) throws IOException {
            long index = 0;
            long term = 0;
            long position = 0;
            long timestampMillis = 0;
            long stateHash = 0;
            long topicsCounter = 0;
            long topicsMillis = 0;
            long groupsCounter = 0;
            long groupsMillis = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> index = input.readInt64();
                    case 2 -> term = input.readInt64();
                    case 3 -> position = input.readInt64();
                    case 4 -> timestampMillis = input.readInt64();
                    case 5 -> stateHash = input.readFixed64();
                    case 6 -> topicsCounter = input.readInt64();
                    case 7 -> topicsMillis = input.readInt64();
                    case 8 -> groupsCounter = input.readInt64();
                    case 9 -> groupsMillis = input.readInt64();
                    default -> throw unknownField(number);
                }
            }
            return new SnapshotHead(
                    new Applied(index, term, position, timestampMillis, stateHash),
                    new TableVersion(topicsCounter, topicsMillis),
                    new TableVersion(groupsCounter, groupsMillis));
        }

        @Override
        void write(Output output, SnapshotHead head) throws IOException {
            output.writeInt64(1, head.applied.index(), false);
            output.writeInt64(2, head.applied.term(), false);
            output.writeInt64(3, head.applied.position(), false);
            output.writeInt64(4, head.applied.timestampMillis(), false);
            output.writeFixed64(5, head.applied.stateHash(), false);
            output.writeInt64(6, head.topics.counter(), false);
            output.writeInt64(7, head.topics.timestampMillis(), false);
            output.writeInt64(8, head.consumerGroups.counter(), false);
            output.writeInt64(9, head.consumerGroups.timestampMillis(), false);
        }
    };
}
