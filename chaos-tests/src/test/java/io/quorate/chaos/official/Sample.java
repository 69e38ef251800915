package io.quorate.chaos.official;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.rocketmq.common.message.Message;

/** Messages that can be told apart and checked: everything in them follows from their key. */
public final class Sample {
    /** Above this the client compresses a body. */
    static final int COMPRESSED_BYTES = 4096;

    static final String[] TAGS = {"TagA", "TagB", "TagC"};

    private Sample() {}

    static Message message(String topic, String key, int bodyBytes) {
        Message message =
                new Message(topic, TAGS[Math.floorMod(key.hashCode(), TAGS.length)], key, body(key, bodyBytes));
        message.putUserProperty("origin", "origin of " + key);
        message.putUserProperty("punctuated", "a=b;c,d:{\"e\"} \\ /");
        message.putUserProperty("unicode", "äöü-漢字-" + key);
        return message;
    }

    /** Text that compresses somewhat, with some bytes that do not. */
    public static byte[] body(String key, int bodyBytes) {
        Random random = new Random(key.hashCode());
        byte[] body = new byte[bodyBytes];
        byte[] text = ("body of " + key + ". ").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bodyBytes; i++) {
            body[i] = i % 4 == 3 ? (byte) random.nextInt(256) : text[i % text.length];
        }
        return body;
    }

    /** Everything a consumer must get back as it was sent, as words for {@link Facts}. */
    static Object[] describe(String kind, String who, Message message) {
        CRC32 crc = new CRC32();
        crc.update(message.getBody());
        return new Object[] {
            kind,
            who,
            message.getTopic(),
            message.getKeys(),
            message.getTags(),
            message.getBody().length,
            crc.getValue(),
            message.getUserProperty("origin"),
            message.getUserProperty("punctuated"),
            message.getUserProperty("unicode")
        };
    }
}
