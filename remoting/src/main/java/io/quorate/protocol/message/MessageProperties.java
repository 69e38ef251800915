package io.quorate.protocol.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message's properties: names and values in the order they came. In text: {@code name 0x01 value 0x02}, the last
 * 0x02 optional when reading and always written. Not thread-safe.
 *
 * <p>Reading never fails: a piece without a separator, a name or a value is ignored; of two with the same name the last
 * counts. That is how stock brokers and clients read them.
 */
public final class MessageProperties {
    private static final char NAME_END = 1;
    private static final char PAIR_END = 2;

    private final Map<String, String> values = new LinkedHashMap<>();

    public static MessageProperties parse(String text) {
        MessageProperties properties = new MessageProperties();
        int from = 0;
        int nameEnd = -1;
        while (from < text.length()) {
            int end = text.indexOf(PAIR_END, from);
            if (end < 0) {
                end = text.length();
            }
            // Looked for again only once it was passed: pieces without any must not make this quadratic.
            if (nameEnd < from) {
                nameEnd = text.indexOf(NAME_END, from);
            }
            if (nameEnd < 0) {
                break;
            }
            if (nameEnd > from && nameEnd + 1 < end) {
                properties.values.put(text.substring(from, nameEnd), text.substring(nameEnd + 1, end));
            }
            from = end + 1;
        }
        return properties;
    }

    /** From a record's property bytes (the buffer's remaining ones, its position stays). */
    public static MessageProperties parse(ByteBuffer utf8) {
        return parse(StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
    }

    /** Whether property bytes (the buffer's remaining ones) name it; decodes nothing. */
    public static boolean isNamed(ByteBuffer utf8, String name) {
        return find(utf8, utf8.position(), utf8.remaining(), name) != null;
    }

    /** The value of {@code name}, or null. */
    public String get(String name) {
        return values.get(name);
    }

    public String getOrDefault(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Puts or replaces; a null or empty value removes, for the text cannot carry it.
     *
     * @throws IllegalArgumentException if the text could not be read back: a separator in the name, a 0x02 in the value
     */
    public MessageProperties put(String name, String value) {
        if (value == null || value.isEmpty()) {
            return remove(name);
        }
        if (name.isEmpty()
                || name.indexOf(NAME_END) >= 0
                || name.indexOf(PAIR_END) >= 0
                || value.indexOf(PAIR_END) >= 0) {
            throw new IllegalArgumentException("a property's name and value must be free of the separators 0x01, 0x02");
        }
        values.put(name, value);
        return this;
    }

    public MessageProperties remove(String name) {
        values.remove(name);
        return this;
    }

    /** Removes all whose name begins so. */
    public MessageProperties removePrefixed(String prefix) {
        values.keySet().removeIf(name -> name.startsWith(prefix));
        return this;
    }

    public int size() {
        return values.size();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** A sorted copy. */
    public Map<String, String> toMap() {
        return new TreeMap<>(values);
    }

    /** The property string. */
    public String text() {
        StringBuilder text = new StringBuilder(32 * size());
        values.forEach((name, value) ->
                text.append(name).append(NAME_END).append(value).append(PAIR_END));
        return text.toString();
    }

    /** The property string's UTF-8 bytes. */
    public ByteBuffer encode() {
        return ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return toMap().toString();
    }

    /**
     * The value of {@code name} in the property bytes at {@code [from, from + length)} of {@code buffer}, or null. Decodes
     * nothing else.
     */
    static String find(ByteBuffer buffer, int from, int length, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int end = from + length;
        String found = null;
        int pieceFrom = from;
        while (pieceFrom < end) {
            int pieceEnd = indexOf(buffer, pieceFrom, end, PAIR_END);
            int valueFrom = pieceFrom + wanted.length + 1;
            if (valueFrom < pieceEnd && startsWith(buffer, pieceFrom, wanted)) {
                found = text(buffer, valueFrom, pieceEnd);
            }
            pieceFrom = pieceEnd + 1;
        }
        return found;
    }

    private static boolean startsWith(ByteBuffer buffer, int from, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (buffer.get(from + i) != name[i]) {
                return false;
            }
        }
        return buffer.get(from + name.length) == NAME_END;
    }

    private static int indexOf(ByteBuffer buffer, int from, int end, char wanted) {
        int i = from;
        while (i < end && buffer.get(i) != wanted) {
            i++;
        }
        return i;
    }

    private static String text(ByteBuffer buffer, int from, int end) {
        byte[] bytes = new byte[end - from];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
