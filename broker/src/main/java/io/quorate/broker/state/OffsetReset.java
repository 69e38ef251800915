package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import io.quorate.broker.state.OffsetCommit.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sets offsets whatever consumers commit, until these have moved there. */
public record OffsetReset(List<Item> items) implements Command {
    static final CommandSchema<OffsetReset> SCHEMA = new CommandSchema<>(OffsetReset.class) {
        @Override
        OffsetReset read(Input input) throws IOException {
            List<Item> items = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> items.add(OffsetCommit.ITEM_SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new OffsetReset(items);
        }

        @Override
        void write(Output output, OffsetReset command) throws IOException {
            for (Item item : command.items) {
                OffsetCommit.ITEM_SCHEMA.writeNested(output, 1, item, true);
            }
        }
    };

    public OffsetReset {
        items = List.copyOf(items);
    }

    @Override
    public CommandType type() {
        return CommandType.OFFSET_RESET;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        for (Item target : items) {
            tables.offsets().set(target);
            tables.resets().put(target);
        }
    }
}
