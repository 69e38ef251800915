package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets consumer offsets: many in one, since every consumer commits every queue every few seconds. Each sets absolutely;
 * a smaller value than before counts too (resets need it), and the last write wins.
 */
public record OffsetCommit(List<Item> items) implements Command {
    /**
     * One offset.
     *
     * @param offset the next queue offset to consume
     */
    public record Item(String consumerGroup, String topic, int queueId, long offset) {}

    static final CommandSchema<Item> ITEM_SCHEMA = new CommandSchema<>(Item.class) {
        @Override
        Item read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            int queueId = 0;
            long offset = 0;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> queueId = input.readInt32();
                    case 4 -> offset = input.readInt64();
                    default -> throw unknownField(number);
                }
            }
            return new Item(consumerGroup, topic, queueId, offset);
        }

        @Override
        void write(Output output, Item item) throws IOException {
            output.writeString(1, item.consumerGroup, false);
            output.writeString(2, item.topic, false);
            output.writeInt32(3, item.queueId, false);
            output.writeInt64(4, item.offset, false);
        }
    };

    static final CommandSchema<OffsetCommit> SCHEMA = new CommandSchema<>(OffsetCommit.class) {
        @Override
        OffsetCommit read(Input input) throws IOException {
            List<Item> items = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> items.add(ITEM_SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new OffsetCommit(items);
        }

        @Override
        void write(Output output, OffsetCommit command) throws IOException {
            for (Item item : command.items) {
                ITEM_SCHEMA.writeNested(output, 1, item, true);
            }
        }
    };

    public OffsetCommit {
        items = List.copyOf(items);
    }

    @Override
    public CommandType type() {
        return CommandType.OFFSET_COMMIT;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        for (Item item : items) {
            // Of a consumer that has not heard yet that its offset was reset.
            if (!tables.resets().isPending(item)) {
                tables.offsets().set(item);
            }
        }
    }
}
