package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives messages to a consumer that pops: of each queue those that nobody had yet, and those that came back because they
 * were not acknowledged in time. The leader chose them; what does not hold any more when this is applied, for a message was
 * acknowledged or an offset reset meanwhile, is left out. Those that are given are in a lease made by this entry.
 *
 * @param invisibleMillis how long they are hidden from others, from the entry's timestamp on
 * @param ordered nothing is given while something else of the queue is hidden
 * @param attemptId of an ordered pop: may have its messages once more before their time; "" for none
 */
public record PopTake(
        String consumerGroup, String topic, long invisibleMillis, boolean ordered, String attemptId, List<Item> items)
        implements Command {
    /**
     * From one queue.
     *
     * @param startOffset where the group starts, which has no offset there; negative if the leader found that it had one
     * @param keptOffset the oldest message that the leader's log keeps: what is before it is forgotten
     * @param fromOffset the first message that nobody had, as the leader saw it: if it is another, no fresh one is given
     * @param nextOffset the first that nobody had after this; messages between that are not among the fresh ones are passed over
     * @param freshOffsets ascending, in [fromOffset, nextOffset)
     * @param againOffsets of messages that came back
     */
    public record Item(
            int queueId,
            long startOffset,
            long keptOffset,
            long fromOffset,
            long nextOffset,
            List<Long> freshOffsets,
            List<Long> againOffsets) {
        private static final CommandSchema<Item> SCHEMA = new CommandSchema<>(Item.class) {
            @Override
            Item read(Input input) throws IOException {
                int queueId = 0;
                long startOffset = 0;
                long keptOffset = 0;
                long fromOffset = 0;
                long nextOffset = 0;
                OffsetList.Reader fresh = new OffsetList.Reader();
                OffsetList.Reader again = new OffsetList.Reader();
                for (int number = nextField(input); number != 0; number = nextField(input)) {
                    switch (number) {
                        case 1 -> queueId = input.readInt32();
                        case 2 -> startOffset = input.readInt64();
                        case 3 -> keptOffset = input.readInt64();
                        case 4 -> fromOffset = input.readInt64();
                        case 5 -> nextOffset = input.readInt64();
                        case 6 -> fresh.read(input);
                        case 7 -> again.read(input);
                        default -> throw unknownField(number);
                    }
                }
                return new Item(queueId, startOffset, keptOffset, fromOffset, nextOffset, fresh.list(), again.list());
            }

            @Override
            void write(Output output, Item item) throws IOException {
                output.writeInt32(1, item.queueId, false);
                output.writeInt64(2, item.startOffset, false);
                output.writeInt64(3, item.keptOffset, false);
                output.writeInt64(4, item.fromOffset, false);
                output.writeInt64(5, item.nextOffset, false);
                OffsetList.write(output, 6, item.freshOffsets);
                OffsetList.write(output, 7, item.againOffsets);
            }
        };

        public Item {
            freshOffsets = List.copyOf(freshOffsets);
            againOffsets = List.copyOf(againOffsets);
        }

        boolean isNext(long offset) {
            return offset == fromOffset;
        }

        long[] fresh() {
            return freshOffsets.stream().mapToLong(Long::longValue).toArray();
        }

        long[] again() {
            return againOffsets.stream().mapToLong(Long::longValue).toArray();
        }
    }

    static final CommandSchema<PopTake> SCHEMA = new CommandSchema<>(PopTake.class) {
        @Override
        PopTake read(Input input) throws IOException {
            String consumerGroup = "";
            String topic = "";
            long invisibleMillis = 0;
            boolean ordered = false;
            String attemptId = "";
            List<Item> items = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> topic = input.readString();
                    case 3 -> invisibleMillis = input.readInt64();
                    case 4 -> ordered = input.readBool();
                    case 5 -> attemptId = input.readString();
                    case 6 -> items.add(Item.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new PopTake(consumerGroup, topic, invisibleMillis, ordered, attemptId, items);
        }

        @Override
        void write(Output output, PopTake command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeString(2, command.topic, false);
            output.writeInt64(3, command.invisibleMillis, false);
            output.writeBool(4, command.ordered, false);
            output.writeString(5, command.attemptId, false);
            for (Item item : command.items) {
                Item.SCHEMA.writeNested(output, 6, item, true);
            }
        }
    };

    public PopTake {
        items = List.copyOf(items);
    }

    @Override
    public CommandType type() {
        return CommandType.POP_TAKE;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        items.forEach(item -> tables.pops().take(this, item, at));
    }
}
