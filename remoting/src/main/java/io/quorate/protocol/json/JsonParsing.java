package io.quorate.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One body's text to one {@link JsonObject}. */
final class JsonParsing {
    private static final int DEPTH_MAX = 32;
    /** Over it a body is refused. More topics than that are too many for one registration's frame, too. */
    private static final int VALUES_MAX = 1_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            // Names come from clients: a table of all ever seen would only grow.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private final JsonParser parser;
    private int values;

    private JsonParsing(JsonParser parser) {
        this.parser = parser;
    }

    static JsonObject object(String text, String what) throws RequestException {
        try {
            return parse(text);
        } catch (IOException e) {
            return withObjectKeys(text, what, e);
        }
    }

    // Objects as keys are rare, so only what is not JSON otherwise is looked through for them.
    private static JsonObject withObjectKeys(String text, String what, IOException cause) throws RequestException {
        String quoted = ObjectKeys.quoted(text);
        try {
            if (!quoted.equals(text)) {
                return parse(quoted);
            }
        } catch (IOException e) {
            throw refused(what, e);
        }
        throw refused(what, cause);
    }

    private static JsonObject parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it does not start with {");
            }
            JsonObject object = new JsonParsing(parser).members();
            if (parser.nextToken() != null) {
                throw new IOException("there is more after its end");
            }
            return object;
        }
    }

    private JsonObject members() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value();
            if (value != null) {
                members.put(name, value);
            }
        }
        return members.isEmpty() ? JsonObject.EMPTY : new JsonObject(members);
    }

    private List<Object> elements() throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = value();
            if (value != null) {
                elements.add(value);
            }
        }
        return elements;
    }

    private Object value() throws IOException {
        if (++values > VALUES_MAX) {
            throw new IOException("it has more than " + VALUES_MAX + " values");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("it ends too early");
        }
        return switch (token) {
            case START_OBJECT -> members();
            case START_ARRAY -> elements();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    private static RequestException refused(String what, IOException why) {
        return new RequestException(
                ResponseCode.SYSTEM_ERROR, "the body is not a " + what + " in JSON: " + Remarks.shortened(reason(why)));
    }

    // Without the place that Jackson appends in a line of its own.
    private static String reason(IOException why) {
        return why instanceof JsonProcessingException jackson ? jackson.getOriginalMessage() : why.getMessage();
    }
}
