package io.quorate.remoting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * The header as a JSON object. Lenient in what it takes, as the clients in the field need it: members in any order,
 * unknown or null ones, numbers as text, text as numbers. Writes strings for every field value, since the Go client
 * accepts nothing else.
 */
final class JsonHeaderCodec implements HeaderCodec {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Message properties are separated by control characters, and not every client escapes them.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    @Override
    public void encode(RemotingCommand command, ByteBuf out) {
        JsonWriter writer = new JsonWriter(out);
        writer.ascii("{\"code\":").number(command.code());
        writer.ascii(",\"flag\":").number(command.flag());
        writer.ascii(",\"language\":\"").ascii(command.language().name());
        writer.ascii("\",\"opaque\":").number(command.opaque());
        writer.ascii(",\"version\":").number(command.version());
        if (command.remark() != null) {
            writer.ascii(",\"remark\":").string(command.remark());
        }
        ExtFields fields = command.extFields();
        for (int i = 0; i < fields.size(); i++) {
            writer.ascii(i == 0 ? ",\"extFields\":{" : ",");
            writer.string(fields.nameAt(i)).ascii(":").string(fields.valueAt(i));
        }
        writer.ascii(fields.isEmpty() ? "" : "}").ascii(",\"serializeTypeCurrentRPC\":\"JSON\"}");
    }

    @Override
    public void decode(byte[] bytes, int offset, int length, RemotingCommand into) throws MalformedFrameException {
        into.version(0).language(Language.OTHER);
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedFrameException("a JSON header that is no object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                decodeMember(parser, member, into);
            }
            if (parser.nextToken() != null) {
                throw new MalformedFrameException("a JSON header with something behind it");
            }
        } catch (IOException e) {
            throw new MalformedFrameException("a header that is not JSON");
        }
    }

    private static void decodeMember(JsonParser parser, String member, RemotingCommand into)
            throws IOException, MalformedFrameException {
        switch (member) {
            case "code" -> into.code(number(parser));
            case "flag" -> into.flag(number(parser));
            case "opaque" -> into.opaque(number(parser));
            case "version" -> into.version(number(parser));
            case "language" -> into.language(language(parser));
            case "remark" -> into.remark(text(parser));
            case "extFields" -> decodeExtFields(parser, into.extFields());
            default -> parser.skipChildren();
        }
    }

    private static int number(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            // Refuses what does not fit an int instead of cutting it off.
            case VALUE_NUMBER_INT -> parser.getIntValue();
            case VALUE_STRING -> parser.getValueAsInt(0);
            default -> {
                parser.skipChildren();
                yield 0;
            }
        };
    }

    private static Language language(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> Language.of(parser.getIntValue());
            case VALUE_STRING -> Language.of(parser.getText());
            default -> {
                parser.skipChildren();
                yield Language.OTHER;
            }
        };
    }

    private static String text(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return parser.getValueAsString();
        }
        parser.skipChildren();
        return null;
    }

    private static void decodeExtFields(JsonParser parser, ExtFields into) throws IOException, MalformedFrameException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (int count = 1; parser.nextToken() == JsonToken.FIELD_NAME; count++) {
            HeaderCodec.checkExtFieldCount(count);
            String name = parser.currentName();
            parser.nextToken();
            into.put(name, text(parser));
        }
    }
}
