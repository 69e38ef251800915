package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts one consumer group where another one is, in some topics. */
public record OffsetsClone(String source, String target, List<String> topics) implements Command {
    static final CommandSchema<OffsetsClone> SCHEMA = new CommandSchema<>(OffsetsClone.class) {
        @Override
        OffsetsClone read(Input input) throws IOException {
            String source = "";
            String target = "";
            List<String> topics = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> source = input.readString();
                    case 2 -> target = input.readString();
                    case 3 -> topics.add(input.readString());
                    default -> throw unknownField(number);
                }
            }
            return new OffsetsClone(source, target, topics);
        }

        @Override
        void write(Output output, OffsetsClone command) throws IOException {
            output.writeString(1, command.source, false);
            output.writeString(2, command.target, false);
            for (String topic : command.topics) {
                output.writeString(3, topic, true);
            }
        }
    };

    public OffsetsClone {
        topics = List.copyOf(topics);
    }

    @Override
    public CommandType type() {
        return CommandType.OFFSETS_CLONE;
    }

    /** Newer than a reset the group has not heard of yet. */
    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        for (String topic : topics) {
            tables.offsets().queues(source, topic).forEach((queueId, offset) -> {
                tables.resets().remove(target, topic, queueId);
                tables.offsets().set(new OffsetCommit.Item(target, topic, queueId, offset));
            });
        }
    }
}
