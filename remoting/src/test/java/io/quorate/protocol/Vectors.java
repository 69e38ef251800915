package io.quorate.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The golden vectors: bytes and texts that RocketMQ's own programs wrote. Lines with # describe them. */
public final class Vectors {
    private Vectors() {}

    public static byte[] hex(String name) {
        return HexFormat.of().parseHex(String.join("", lines(name + ".hex.txt")));
    }

    public static String json(String name) {
        return String.join("", lines(name + ".json.txt"));
    }

    public static ByteBuf jsonBody(String name) {
        return Unpooled.copiedBuffer(json(name), StandardCharsets.UTF_8);
    }

    /** Lines of a table, each cut at its arrow. */
    public static List<String[]> table(String name) {
        return lines(name + ".txt").stream().map(line -> line.split(" -> ", 2)).toList();
    }

    /** Ext fields of a whole frame with a JSON header. */
    public static ExtFields extFields(String frameName) throws RequestException {
        ByteBuf frame = Unpooled.wrappedBuffer(hex(frameName));
        JsonObject header = JsonObject.parse(frame.slice(8, headerBytes(frame)), "header");
        ExtFields fields = new ExtFields();
        JsonObject json = header.object("extFields");
        for (String field : json.names()) {
            fields.put(field, json.text(field));
        }
        return fields;
    }

    /** Body of a whole frame. */
    public static ByteBuf frameBody(String frameName) {
        ByteBuf frame = Unpooled.wrappedBuffer(hex(frameName));
        return frame.skipBytes(8 + headerBytes(frame));
    }

    private static int headerBytes(ByteBuf frame) {
        return frame.getMedium(5);
    }

    private static List<String> lines(String file) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
