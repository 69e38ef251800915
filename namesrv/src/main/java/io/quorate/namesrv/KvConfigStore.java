package io.quorate.namesrv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values by namespace and key, the only state of a name server that outlives it. Kept in one JSON file:
 * {@code {"configTable":{"namespace":{"key":"value"}}}}.
 *
 * <p>Reads are safe from any thread and never wait. Changes block until they are on disk, and are visible only then.
 */
final class KvConfigStore {
    /** Namespace of {@code topic -> broker:queues;broker:queues}, the one that clients and brokers know. */
    static final String ORDER_TOPIC_CONFIG = "ORDER_TOPIC_CONFIG";

    /** Keys in all namespaces together; one more is refused. The file is written as a whole at each change. */
    static final int ITEMS_MAX = 10_000;

    /** Characters of namespace, key and value together; more is refused. */
    static final int ITEM_CHARS_MAX = 64 * 1024;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ROOT = "configTable";

    private final Path file;
    // Never changed in place: readers hold what they got.
    private volatile SortedMap<String, SortedMap<String, String>> table;

    private KvConfigStore(Path file, SortedMap<String, SortedMap<String, String>> table) {
        this.file = file;
        this.table = table;
    }

    /** A file that does not exist is the same as an empty one; it appears with the first change. */
    static KvConfigStore open(Path file) throws ConfigException {
        if (Files.notExists(file)) {
            return new KvConfigStore(file, new TreeMap<>());
        }
        try (JsonParser parser = JSON.createParser(Files.readAllBytes(file))) {
            return new KvConfigStore(file, readRoot(parser));
        } catch (IOException unreadable) {
            throw ConfigException.of(
                    ConfigKey.KV_CONFIG_PATH,
                    file.toString(),
                    "the file is not readable as the JSON this server writes (" + firstLine(unreadable)
                            + "); repair it, move it away, or name another");
        }
    }

    private static String firstLine(IOException failure) {
        return failure.toString().lines().findFirst().orElse("no reason given");
    }

    Optional<String> get(String namespace, String key) {
        SortedMap<String, String> values = table.get(namespace);
        return values == null ? Optional.empty() : Optional.ofNullable(values.get(key));
    }

    /** All values of a namespace; empty when there never was one in it, or none is left in the file. Read-only. */
    Optional<Map<String, String>> list(String namespace) {
        Map<String, String> values = table.get(namespace);
        return values == null ? Optional.empty() : Optional.of(Collections.unmodifiableMap(values));
    }

    /** False if there is no room. */
    synchronized boolean put(String namespace, String key, String value) throws IOException {
        if (namespace.length() + key.length() + value.length() > ITEM_CHARS_MAX) {
            return false;
        }
        SortedMap<String, SortedMap<String, String>> changed = copy();
        changed.computeIfAbsent(namespace, name -> new TreeMap<>()).put(key, value);
        if (changed.values().stream().mapToInt(Map::size).sum() > ITEMS_MAX) {
            return false;
        }
        replace(changed);
        return true;
    }

    synchronized void delete(String namespace, String key) throws IOException {
        if (get(namespace, key).isPresent()) {
            SortedMap<String, SortedMap<String, String>> changed = copy();
            changed.get(namespace).remove(key);
            replace(changed);
        }
    }

    private SortedMap<String, SortedMap<String, String>> copy() {
        SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
        table.forEach((namespace, values) -> copy.put(namespace, new TreeMap<>(values)));
        return copy;
    }

    private void replace(SortedMap<String, SortedMap<String, String>> changed) throws IOException {
        AsideFile.replace(file, toJson(changed));
        table = changed;
    }

    private static byte[] toJson(SortedMap<String, SortedMap<String, String>> table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart(ROOT);
            for (var namespace : table.entrySet()) {
                json.writeObjectFieldStart(namespace.getKey());
                for (var item : namespace.getValue().entrySet()) {
                    json.writeStringField(item.getKey(), item.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static SortedMap<String, SortedMap<String, String>> readRoot(JsonParser parser) throws IOException {
        SortedMap<String, SortedMap<String, String>> table = new TreeMap<>();
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean root = parser.currentName().equals(ROOT);
            parser.nextToken();
            if (root) {
                readNamespaces(parser, table);
            } else {
                parser.skipChildren();
            }
        }
        return table;
    }

    private static void readNamespaces(JsonParser parser, SortedMap<String, SortedMap<String, String>> into)
            throws IOException {
        expect(parser, parser.currentToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            SortedMap<String, String> values = new TreeMap<>();
            into.put(parser.currentName(), values);
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                expect(parser, parser.nextToken(), JsonToken.VALUE_STRING);
                values.put(key, parser.getText());
            }
        }
    }

    private static void expect(JsonParser parser, JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("line " + parser.currentLocation().getLineNr() + ": " + wanted + " expected");
        }
    }
}
