package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import io.quorate.protocol.body.ConsumerGroupConfig;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Creates or changes a consumer group's settings.
 *
 * @param onlyIfAbsent creates, never changes: for groups created by their first use
 */
public record ConsumerGroupPut(ConsumerGroupConfig config, boolean onlyIfAbsent) implements Command {
    static final CommandSchema<ConsumerGroupPut> SCHEMA = new CommandSchema<>(ConsumerGroupPut.class) {
        @Override
        ConsumerGroupPut read(Input input) throws IOException {
            String name = "";
            boolean consumeEnable = false;
            boolean consumeFromMinEnable = false;
            boolean consumeBroadcastEnable = false;
            boolean consumeMessageOrderly = false;
            int retryQueueCount = 0;
            int retryMaxTimes = 0;
            long brokerId = 0;
            long whichBrokerWhenConsumeSlowly = 0;
            boolean notifyConsumerIdsChangedEnable = false;
            int groupSysFlag = 0;
            int consumeTimeoutMinutes = 0;
            Map<String, String> attributes = new TreeMap<>();
            boolean onlyIfAbsent = false;
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> name = input.readString();
                    case 2 -> consumeEnable = input.readBool();
                    case 3 -> consumeFromMinEnable = input.readBool();
                    case 4 -> consumeBroadcastEnable = input.readBool();
                    case 5 -> consumeMessageOrderly = input.readBool();
                    case 6 -> retryQueueCount = input.readInt32();
                    case 7 -> retryMaxTimes = input.readInt32();
                    case 8 -> brokerId = input.readInt64();
                    case 9 -> whichBrokerWhenConsumeSlowly = input.readInt64();
                    case 10 -> notifyConsumerIdsChangedEnable = input.readBool();
                    case 11 -> groupSysFlag = input.readInt32();
                    case 12 -> consumeTimeoutMinutes = input.readInt32();
                    case 13 -> Attribute.readInto(attributes, input);
                    case 14 -> onlyIfAbsent = input.readBool();
                    default -> throw unknownField(number);
                }
            }
            ConsumerGroupConfig config = new ConsumerGroupConfig(
                    name,
                    consumeEnable,
                    consumeFromMinEnable,
                    consumeBroadcastEnable,
                    consumeMessageOrderly,
                    retryQueueCount,
                    retryMaxTimes,
                    brokerId,
                    whichBrokerWhenConsumeSlowly,
                    notifyConsumerIdsChangedEnable,
                    groupSysFlag,
                    consumeTimeoutMinutes,
                    attributes);
            return new ConsumerGroupPut(config, onlyIfAbsent);
        }

        @Override
        void write(Output output, ConsumerGroupPut command) throws IOException {
            ConsumerGroupConfig config = command.config;
            output.writeString(1, config.groupName(), false);
            output.writeBool(2, config.consumeEnable(), false);
            output.writeBool(3, config.consumeFromMinEnable(), false);
            output.writeBool(4, config.consumeBroadcastEnable(), false);
            output.writeBool(5, config.consumeMessageOrderly(), false);
            output.writeInt32(6, config.retryQueueCount(), false);
            output.writeInt32(7, config.retryMaxTimes(), false);
            output.writeInt64(8, config.brokerId(), false);
            output.writeInt64(9, config.whichBrokerWhenConsumeSlowly(), false);
            output.writeBool(10, config.notifyConsumerIdsChangedEnable(), false);
            output.writeInt32(11, config.groupSysFlag(), false);
            output.writeInt32(12, config.consumeTimeoutMinutes(), false);
            Attribute.writeAll(config.attributes(), output, 13);
            output.writeBool(14, command.onlyIfAbsent, false);
        }
    };

    @Override
    public CommandType type() {
        return CommandType.CONSUMER_GROUP_PUT;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        tables.consumerGroups().put(config.groupName(), config, onlyIfAbsent, at.timestampMillis());
    }
}
