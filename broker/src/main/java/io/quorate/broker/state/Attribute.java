package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.Map;

/** One named attribute of a topic or consumer group, as commands carry it. */
record Attribute(String name, String value) {
    private static final CommandSchema<Attribute> SCHEMA = new CommandSchema<>(Attribute.class) {
        @Override
        Attribute read(Input input) throws IOException {
            String name = "";
            String value = "";
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> name = input.readString();
                    case 2 -> value = input.readString();
                    default -> throw unknownField(number);
                }
            }
            return new Attribute(name, value);
        }

        @Override
        void write(Output output, Attribute attribute) throws IOException {
            output.writeString(1, attribute.name, false);
            output.writeString(2, attribute.value, false);
        }
    };

    /** Reads the attribute that comes next into the map. */
    static void readInto(Map<String, String> attributes, Input input) throws IOException {
        Attribute attribute = SCHEMA.readNested(input);
        attributes.put(attribute.name, attribute.value);
    }

    /** Writes a map, in its order, as repeated field {@code number}. */
    static void writeAll(Map<String, String> attributes, Output output, int number) throws IOException {
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            SCHEMA.writeNested(output, number, new Attribute(attribute.getKey(), attribute.getValue()), true);
        }
    }
}
