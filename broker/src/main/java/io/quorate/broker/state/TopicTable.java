package io.quorate.broker.state;

import io.quorate.protocol.body.TopicConfig;
import java.util.Map;

/** The topics by name. */
public final class TopicTable extends ConfigTable<TopicConfig> {
    TopicTable(Map<String, TopicConfig> defaults) {
        super(defaults);
    }
}
