package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import io.quorate.broker.state.OffsetCommit.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Consumers have moved to where they were reset: what they commit counts again. */
public record OffsetResetTaken(List<Item> items) implements Command {
    static final CommandSchema<OffsetResetTaken> SCHEMA = new CommandSchema<>(OffsetResetTaken.class) {
        @Override
        OffsetResetTaken read(Input input) throws IOException {
            List<Item> items = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> items.add(OffsetCommit.ITEM_SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new OffsetResetTaken(items);
        }

        @Override
        void write(Output output, OffsetResetTaken command) throws IOException {
            for (Item item : command.items) {
                OffsetCommit.ITEM_SCHEMA.writeNested(output, 1, item, true);
            }
        }
    };

    public OffsetResetTaken {
        items = List.copyOf(items);
    }

    @Override
    public CommandType type() {
        return CommandType.OFFSET_RESET_TAKEN;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        items.forEach(tables.resets()::taken);
    }
}
