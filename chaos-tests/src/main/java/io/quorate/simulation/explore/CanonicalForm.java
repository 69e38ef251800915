package io.quorate.simulation.explore;

import io.quorate.raft.NodeId;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Writes an object with all it refers to, so that two objects are alike exactly when they are written alike. Whatever fields
 * the core has or will have are written; only what is named here is left out. A field forgotten here costs states, never
 * soundness.
 */
final class CanonicalForm {
    /**
     * Left out because nothing that is explored depends on them:
     *
     * <ul>
     *   <li>the configuration, the dice and the log, which are the same for all, or written apart; memberships, which stay;
     *   <li>the in-flight window, whose only effect is to be full, which it never is in a small scope;
     *   <li>scratch space ({@code flushedBuffer});
     *   <li>{@code echoed}: which read rounds were answered; nobody reads here;
     *   <li>{@code active}, {@code wasActive}: asked for by check-quorum alone, which here may find any majority silent;
     *   <li>what watches for a dead disk, prefers voters and keeps leases ({@code committedNow} and {@code hardStateWaits} among
     *       it): {@link CoreNode} switches the first off, all priorities are equal, and there are no leases;
     *   <li>{@code sentCommittedIndex}: spares a message between heartbeats, and here every tick is one;
     *   <li>clocks: see {@link #isClock}.
     * </ul>
     */
    private static final Set<String> LEFT_OUT_TYPES = Set.of(
            "RaftConfig",
            "Dice",
            "LogView",
            "MembershipHistory",
            "InflightWindow",
            "FlushWatch",
            "Preference",
            "ReadLease");

    private static final Set<String> LEFT_OUT_FIELDS = Set.of(
            "flushedBuffer",
            "active",
            "wasActive",
            "sentCommittedIndex",
            "echoed",
            "committedNow",
            "committedBefore",
            "hardStateWaits");

    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private final UnaryOperator<NodeId> names;
    private final StringBuilder text = new StringBuilder(512);
    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();

    private CanonicalForm(UnaryOperator<NodeId> names) {
        this.names = names;
    }

    /** @param names what each node is called in the text */
    static String of(Object root, UnaryOperator<NodeId> names) {
        CanonicalForm form = new CanonicalForm(names);
        form.write(root);
        return form.text.toString();
    }

    private void write(Object value) {
        if (value == null) {
            text.append('-');
        } else if (value instanceof NodeId node) {
            text.append(names.apply(node).value());
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Enum) {
            text.append(value);
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElse(null));
        } else if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((key, each) -> entries.add(of(key, names) + "=" + of(each, names)));
            writeSorted(entries);
        } else if (value instanceof Set<?> set) {
            writeSorted(each(set));
        } else if (value instanceof Collection<?> collection) {
            writeCollection(collection);
        } else if (value.getClass().isArray()) {
            writeArray(value);
        } else if (value instanceof Record) {
            text.append(Renaming.of(value, names)); // its constructor puts in order again what was ordered by name
        } else {
            writeFields(value);
        }
    }

    private void writeCollection(Collection<?> collection) {
        if (collection.stream().allMatch(NodeId.class::isInstance)) {
            writeSorted(each(collection)); // the core lists nodes by name, and names are changed here
        } else {
            text.append(each(collection));
        }
    }

    private List<String> each(Collection<?> values) {
        List<String> written = new ArrayList<>();
        values.forEach(value -> written.add(of(value, names)));
        return written;
    }

    private void writeSorted(List<String> written) {
        written.sort(null);
        text.append(written);
    }

    private void writeArray(Object array) {
        text.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            write(Array.get(array, i));
            text.append(',');
        }
        text.append(']');
    }

    private void writeFields(Object value) {
        Integer before = seen.putIfAbsent(value, seen.size());
        if (before != null) {
            text.append('@').append(before);
            return;
        }
        if (!value.getClass().getName().startsWith("io.quorate.raft.")) {
            throw new IllegalStateException(
                    "no canonical form for a " + value.getClass().getName());
        }
        text.append(value.getClass().getSimpleName()).append('{');
        for (Field field : fields(value.getClass())) {
            try {
                write(field.get(value));
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
            text.append(',');
        }
        text.append('}');
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, unknown -> {
            List<Field> fields = new ArrayList<>();
            for (Class<?> at = type; at != Object.class; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (isWritten(field)) {
                        field.setAccessible(true);
                        fields.add(field);
                    }
                }
            }
            return fields;
        });
    }

    private static boolean isWritten(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !LEFT_OUT_TYPES.contains(field.getType().getSimpleName())
                && !LEFT_OUT_FIELDS.contains(field.getName())
                && !isClock(field);
    }

    /**
     * The core's names say which counters count ticks. Here time passes in leaps only, each up to the moment a role reacts,
     * and that may come at any time: so where a clock stands in between changes nothing.
     */
    private static boolean isClock(Field field) {
        String name = field.getName();
        return field.getType() == int.class && (name.endsWith("Elapsed") || name.matches("(.*T|t)icks(Left)?"));
    }
}
