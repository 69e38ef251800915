package io.quorate.protocol;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/** Names of a class's public int constants by value, so that no code's name is written down twice. */
final class CodeNames {
    private CodeNames() {}

    static Map<Integer, String> of(Class<?> constants) {
        Map<Integer, String> names = new HashMap<>();
        for (Field field : constants.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                put(names, field);
            }
        }
        return Map.copyOf(names);
    }

    private static void put(Map<Integer, String> names, Field field) {
        try {
            String earlier = names.put(field.getInt(null), field.getName());
            if (earlier != null) {
                throw new IllegalStateException(earlier + " and " + field.getName() + " have the same code");
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public constant cannot be read: " + field, e);
        }
    }
}
