package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * Removes a topic: its configuration, its queues and every consumer offset in it. A topic made again under the same name
 * starts at queue offset 0, as RocketMQ users expect; that is why the old consumer offsets must not outlive it.
 */
public record TopicDelete(String topic) implements Command {
    static final CommandSchema<TopicDelete> SCHEMA = new CommandSchema<>(TopicDelete.class) {
        @Override
        TopicDelete read(Input input) throws IOException {
            String topic = "";
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> topic = input.readString();
                    default -> throw unknownField(number);
                }
            }
            return new TopicDelete(topic);
        }

        @Override
        void write(Output output, TopicDelete command) throws IOException {
            output.writeString(1, command.topic, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.TOPIC_DELETE;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.topics().remove(topic, at.timestampMillis());
        tables.queues().removeTopic(topic);
        tables.offsets().removeTopic(topic);
        tables.parts().forEach(part -> part.topicDeleted(topic));
    }
}
