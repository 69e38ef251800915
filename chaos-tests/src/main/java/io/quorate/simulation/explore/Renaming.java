package io.quorate.simulation.explore;

import io.quorate.raft.NodeId;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Renames the nodes in a value: in records, also nested ones, in lists and optionals. What is neither stays as it is. */
final class Renaming {
    /** How a record is taken apart and put together. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read only here
    private record Form(Method[] accessors, Constructor<?> constructor) {}

    private static final Map<Class<?>, Form> FORMS = new ConcurrentHashMap<>();

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
        Form form = FORMS.computeIfAbsent(record.getClass(), Renaming::form);
        Object[] values = new Object[form.accessors.length];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = renamed(form.accessors[i].invoke(record), names);
            }
            return form.constructor.newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Form form(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Method[] accessors = new Method[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            accessors[i] = components[i].getAccessor();
            accessors[i].setAccessible(true);
        }
        try {
            return new Form(accessors, type.getDeclaredConstructor(types));
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
