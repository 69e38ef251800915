package io.quorate.protocol.body;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Copies whose order is the same in every process: replicas compare and checksum what they encode. */
final class Sorted {
    private Sorted() {}

    static <V> Map<String, V> copyOf(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    static <V> Map<Long, V> byNumber(Map<Long, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
