package io.quorate.protocol.json;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object that was read, with its members in their order. Numbers, booleans and strings are all kept as their text,
 * since clients disagree on which of them to quote; null members are absent. A member of an unexpected kind is refused
 * with SYSTEM_ERROR. Read-only.
 */
public final class JsonObject {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    // A value is a String, a JsonObject or a List of these.
    private final Map<String, Object> members;

    JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /**
     * Reads the buffer's readable bytes, whose reader index stays. An empty body is an empty object.
     *
     * @param what names the body in the remark of a refusal
     */
    public static JsonObject parse(ByteBuf body, String what) throws RequestException {
        return parse(body.toString(StandardCharsets.UTF_8), what);
    }

    public static JsonObject parse(String text, String what) throws RequestException {
        return text.isBlank() ? EMPTY : JsonParsing.object(text, what);
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public String requiredText(String name) throws RequestException {
        String value = text(name);
        if (value == null) {
            throw refused("the member " + name + " is missing, it is required");
        }
        return value;
    }

    /** The text of a scalar member, or null. */
    public String text(String name) throws RequestException {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw unexpected(name, value, "a string, number or boolean");
    }

    public String textOr(String name, String otherwise) throws RequestException {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    public int requiredInt(String name) throws RequestException {
        return parseInt(name, requiredText(name));
    }

    public int intOr(String name, int otherwise) throws RequestException {
        String value = text(name);
        return value == null ? otherwise : parseInt(name, value);
    }

    public long requiredLong(String name) throws RequestException {
        return parseLong(name, requiredText(name));
    }

    public long longOr(String name, long otherwise) throws RequestException {
        String value = text(name);
        return value == null ? otherwise : parseLong(name, value);
    }

    public boolean flagOr(String name, boolean otherwise) throws RequestException {
        String value = text(name);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }

    /** The object member, or an empty one where absent. */
    public JsonObject object(String name) throws RequestException {
        Object value = members.get(name);
        if (value == null) {
            return EMPTY;
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw unexpected(name, value, "an object");
    }

    /** The objects of an array member; empty where absent. */
    public List<JsonObject> objects(String name) throws RequestException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(name)) {
            if (!(element instanceof JsonObject object)) {
                throw unexpected(name, element, "an array of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    /** The scalars of an array member; empty where absent. */
    public List<String> texts(String name) throws RequestException {
        List<String> texts = new ArrayList<>();
        for (Object element : array(name)) {
            if (!(element instanceof String text)) {
                throw unexpected(name, element, "an array of strings or numbers");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Same members with the same texts, in any order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }

    private List<?> array(String name) throws RequestException {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw unexpected(name, value, "an array");
    }

    private static int parseInt(String name, String value) throws RequestException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw unexpected(name, value, "a 32-bit decimal number");
        }
    }

    private static long parseLong(String name, String value) throws RequestException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw unexpected(name, value, "a 64-bit decimal number");
        }
    }

    private static RequestException unexpected(String name, Object value, String expected) {
        String shown = value instanceof String text ? "\"" + Remarks.shortened(text) + "\"" : kind(value);
        return refused("the member " + Remarks.shortened(name) + " is " + shown + ", expected " + expected);
    }

    private static String kind(Object value) {
        return value instanceof JsonObject ? "an object" : "an array";
    }

    private static RequestException refused(String remark) {
        return new RequestException(ResponseCode.SYSTEM_ERROR, remark);
    }
}
