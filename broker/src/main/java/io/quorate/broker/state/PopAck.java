package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages that a consumer got by popping and is done with. What is not in hand any more is passed over. */
public record PopAck(List<Item> items) implements Command {
    /**
     * Messages of one delivery.
     *
     * @param popMillis when they were given out, as the receipt says
     * @param ordered given by an ordered pop: then only the newest delivery can be acknowledged
     */
    public record Item(
            String consumerGroup, String topic, int queueId, long popMillis, boolean ordered, List<Long> queueOffsets) {
        private static final CommandSchema<Item> SCHEMA = new CommandSchema<>(Item.class) {
            @Override
            Item read(Input input) throws IOException {
                String consumerGroup = "";
                String topic = "";
                int queueId = 0;
                long popMillis = 0;
                boolean ordered = false;
                OffsetList.Reader queueOffsets = new OffsetList.Reader();
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> consumerGroup = input.readString();
                        case 2 -> topic = input.readString();
                        case 3 -> queueId = input.readInt32();
                        case 4 -> popMillis = input.readInt64();
                        case 5 -> ordered = input.readBool();
                        case 6 -> queueOffsets.read(input);
                        default -> throw unknownField(number);
                    }
                }
                return new Item(consumerGroup, topic, queueId, popMillis, ordered, queueOffsets.list());
            }

            @Override
            void write(Output output, Item item) throws IOException {
                output.writeString(1, item.consumerGroup, false);
                output.writeString(2, item.topic, false);
                output.writeInt32(3, item.queueId, false);
                output.writeInt64(4, item.popMillis, false);
                output.writeBool(5, item.ordered, false);
                OffsetList.write(output, 6, item.queueOffsets);
            }
        };

        public Item {
            queueOffsets = List.copyOf(queueOffsets);
        }
    }

    static final CommandSchema<PopAck> SCHEMA = new CommandSchema<>(PopAck.class) {
        @Override
        PopAck read(Input input) throws IOException {
            List<Item> items = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> items.add(Item.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new PopAck(items);
        }

        @Override
        void write(Output output, PopAck command) throws IOException {
            for (Item item : command.items) {
                Item.SCHEMA.writeNested(output, 1, item, true);
            }
        }
    };

    public PopAck {
        items = List.copyOf(items);
    }

    @Override
    public CommandType type() {
        return CommandType.POP_ACK;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        items.forEach(tables.pops()::acknowledge);
    }
}
