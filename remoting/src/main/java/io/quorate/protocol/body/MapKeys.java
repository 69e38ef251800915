package io.quorate.protocol.body;

import io.quorate.protocol.json.JsonWriter;

/** How maps with numbers as keys are written. Every client reads both forms, as far as is known. */
public enum MapKeys {
    /** {@code {"0":..}}, standard JSON. */
    STANDARD,
    /** {@code {0:..}}, RocketMQ's habit: not JSON. */
    BARE;

    JsonWriter write(JsonWriter json, long key) {
        return this == STANDARD ? json.key(Long.toString(key)) : json.bareKey(key);
    }
}
