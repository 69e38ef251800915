package io.quorate.broker.state;

import io.quorate.protocol.body.ConsumerGroupConfig;
import java.util.Map;

/** The settings of consumer groups by name. */
public final class ConsumerGroupTable extends ConfigTable<ConsumerGroupConfig> {
    ConsumerGroupTable(Map<String, ConsumerGroupConfig> defaults) {
        super(defaults);
    }
}
