package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicFilterType;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Creates or changes a topic.
 *
 * @param onlyIfAbsent creates, never changes: of two sends that create a topic at the same time the second must not undo
 *     what an administrator did in between
 */
public record TopicPut(TopicConfig config, boolean onlyIfAbsent) implements Command {
    private static final int SINGLE_TAG = 0;
    private static final int MULTI_TAG = 1;

    static final CommandSchema<TopicPut> SCHEMA = new CommandSchema<>(TopicPut.class) {
        @Override
        TopicPut read(Input input) throws IOException {
            String name = "";
            int readQueueCount = 0;
            int writeQueueCount = 0;
            int perm = 0;
            TopicFilterType filterType = TopicFilterType.SINGLE_TAG;
            int topicSysFlag = 0;
            boolean order = false;
            Map<String, String> attributes = new TreeMap<>();
            boolean onlyIfAbsent = false;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> name = input.readString();
                    case 2 -> readQueueCount = input.readInt32();
                    case 3 -> writeQueueCount = input.readInt32();
                    case 4 -> perm = input.readInt32();
                    case 5 -> filterType = filterTypeOf(input.readInt32());
                    case 6 -> topicSysFlag = input.readInt32();
                    case 7 -> order = input.readBool();
                    case 8 -> Attribute.readInto(attributes, input);
                    case 9 -> onlyIfAbsent = input.readBool();
                    default -> throw unknownField(number);
                }
            }
            TopicConfig config = new TopicConfig(
                    name, readQueueCount, writeQueueCount, perm, filterType, topicSysFlag, order, attributes);
            return new TopicPut(config, onlyIfAbsent);
        }

        @Override
        void write(Output output, TopicPut command) throws IOException {
            TopicConfig config = command.config;
            output.writeString(1, config.topicName(), false);
            output.writeInt32(2, config.readQueueCount(), false);
            output.writeInt32(3, config.writeQueueCount(), false);
            output.writeInt32(4, config.perm(), false);
            output.writeInt32(5, config.filterType() == TopicFilterType.MULTI_TAG ? MULTI_TAG : SINGLE_TAG, false);
            output.writeInt32(6, config.topicSysFlag(), false);
            output.writeBool(7, config.order(), false);
            Attribute.writeAll(config.attributes(), output, 8);
            output.writeBool(9, command.onlyIfAbsent, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.TOPIC_PUT;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.topics().put(config.topicName(), config, onlyIfAbsent, at.timestampMillis());
    }

    private static TopicFilterType filterTypeOf(int number) {
        return switch (number) {
            case SINGLE_TAG -> TopicFilterType.SINGLE_TAG;
            case MULTI_TAG -> TopicFilterType.MULTI_TAG;
            default -> throw new IllegalArgumentException("unknown topic filter type " + number);
        };
    }
}
