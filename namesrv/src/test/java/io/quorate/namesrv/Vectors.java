package io.quorate.namesrv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Bytes captured from RocketMQ, below {@code vectors/}. */
final class Vectors {
    private Vectors() {}

    static String text(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    static byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name));
    }
}
