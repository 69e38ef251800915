package io.quorate.simulation.explore;

import io.quorate.raft.NodeId;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Renames the nodes in a value: in records, also nested ones, in lists and optionals. What is neither stays as it is. */
final class Renaming {
    private Renaming() {}

    @SuppressWarnings("unchecked") // A value's copy is of its own type.
    static <T> T of(T value, UnaryOperator<NodeId> names) {
        return (T) renamed(value, names);
    }

    private static Object renamed(Object value, UnaryOperator<NodeId> names) {
        if (value instanceof NodeId node) {
            return names.apply(node);
        } else if (value instanceof List<?> list) {
            return list.stream().map(each -> renamed(each, names)).toList();
        } else if (value instanceof Optional<?> optional) {
            return optional.map(each -> renamed(each, names));
        } else if (value instanceof Record record) {
            return record(record, names);
        }
        return value;
    }

    private static Object record(Record record, UnaryOperator<NodeId> names) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                components[i].getAccessor().setAccessible(true);
                values[i] = renamed(components[i].getAccessor().invoke(record), names);
            }
            return record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
