package io.quorate.protocol.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes compact JSON, and the two things of RocketMQ's dialect that JSON libraries refuse: bare integers and objects as
 * keys. Null members are left out. Keeping brackets and keys in order is the caller's duty. Not thread-safe.
 */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder(256);
    // A value was written last: the next key or element needs a comma first.
    private boolean afterValue;

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    public JsonWriter key(String name) {
        separate();
        quote(name);
        out.append(':');
        return this;
    }

    /** A bare integer as key, as old clients want it; not standard JSON. */
    public JsonWriter bareKey(long key) {
        separate();
        out.append(key).append(':');
        return this;
    }

    /** An object as key; not standard JSON. {@code object} writes one object. */
    public JsonWriter objectKey(Consumer<JsonWriter> object) {
        object.accept(this);
        out.append(':');
        afterValue = false;
        return this;
    }

    public JsonWriter value(String value) {
        separate();
        quote(value);
        afterValue = true;
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        out.append(value);
        afterValue = true;
        return this;
    }

    public JsonWriter value(double value) {
        separate();
        // Infinity and NaN have no place in JSON; a rate without a base is shown as none.
        out.append(Double.isFinite(value) ? value : 0.0);
        afterValue = true;
        return this;
    }

    public JsonWriter value(boolean value) {
        separate();
        out.append(value);
        afterValue = true;
        return this;
    }

    /** Nothing if {@code value} is null. */
    public JsonWriter member(String name, String value) {
        return value == null ? this : key(name).value(value);
    }

    public JsonWriter member(String name, long value) {
        return key(name).value(value);
    }

    public JsonWriter member(String name, double value) {
        return key(name).value(value);
    }

    public JsonWriter member(String name, boolean value) {
        return key(name).value(value);
    }

    public JsonWriter member(String name, Map<String, String> texts) {
        key(name).beginObject();
        texts.forEach(this::member);
        return endObject();
    }

    public JsonWriter member(String name, Iterable<String> texts) {
        key(name).beginArray();
        texts.forEach(this::value);
        return endArray();
    }

    /** What was written, in UTF-8. */
    public byte[] toBytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private JsonWriter begin(char bracket) {
        separate();
        out.append(bracket);
        return this;
    }

    private JsonWriter end(char bracket) {
        out.append(bracket);
        afterValue = true;
        return this;
    }

    private void separate() {
        if (afterValue) {
            out.append(',');
            afterValue = false;
        }
    }

    private void quote(String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
