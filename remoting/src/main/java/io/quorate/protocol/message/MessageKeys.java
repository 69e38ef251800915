package io.quorate.protocol.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * By what a message can be found: its unique key, each of its keys and its tag, as 32-bit hashes of topic and key. Keys and
 * unique key share one space, tags have their own, as RocketMQ users know it. Different keys may have the same hash:
 * whoever finds a message by it compares. Reusable; not thread-safe; allocates nothing for a message of few keys.
 */
public final class MessageKeys {
    /** So many of a message's keys count, more do not: an index must stay smaller than what it is about. */
    static final int HASHES_MAX = 256;

    private static final byte[] UNIQUE_KEY = ascii(PropertyNames.UNIQUE_KEY);
    private static final byte[] KEYS = ascii(PropertyNames.KEYS);
    private static final byte[] TAGS = ascii(PropertyNames.TAGS);
    private static final byte[] TAG_MARK = ascii("T#");
    private static final int NAME_END = 1;
    private static final int PAIR_END = 2;

    private int[] hashes = new int[8];
    private int count;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Hash of a key or unique key. */
    public static int hash(String topic, String key) {
        return mixed(of(of(0, utf8(topic + "#")), utf8(key)));
    }

    /** Hash of a tag. */
    public static int hashOfTag(String topic, String tag) {
        return hash(topic, "T#" + tag);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int of(int start, byte[] bytes) {
        int hash = start;
        for (byte one : bytes) {
            hash = 31 * hash + one;
        }
        return hash;
    }

    private static int of(int start, ByteBuffer bytes, int from, int to) {
        int hash = start;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes.get(i);
        }
        return hash;
    }

    /** Spreads it: the sum alone leaves the hashes of short keys close together. */
    private static int mixed(int sum) {
        int hash = (sum ^ (sum >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return hash ^ (hash >>> 16);
    }

    /** Takes those of the record. */
    public MessageKeys read(MessageRecordView record) {
        count = 0;
        ByteBuffer bytes = record.buffer();
        int topicAt = record.topicAt();
        int ofTopic = 31 * of(0, bytes, topicAt, topicAt + record.topicBytes()) + '#';
        int from = record.propertiesAt();
        int end = from + record.propertiesBytes();
        while (from < end) {
            int pieceEnd = indexOf(bytes, from, end, PAIR_END);
            readPiece(bytes, from, pieceEnd, ofTopic);
            from = pieceEnd + 1;
        }
        return this;
    }

    private void readPiece(ByteBuffer bytes, int from, int end, int ofTopic) {
        // The three differ in their first letter: of most properties one byte is looked at.
        switch (bytes.get(from)) {
            case 'U' -> {
                if (isNamed(bytes, from, end, UNIQUE_KEY)) {
                    add(mixed(of(ofTopic, bytes, from + UNIQUE_KEY.length + 1, end)));
                }
            }
            case 'K' -> {
                if (isNamed(bytes, from, end, KEYS)) {
                    addAll(bytes, from + KEYS.length + 1, end, ofTopic);
                }
            }
            case 'T' -> {
                if (isNamed(bytes, from, end, TAGS)) {
                    add(mixed(of(of(ofTopic, TAG_MARK), bytes, from + TAGS.length + 1, end)));
                }
            }
            default -> {
                // by no other property
            }
        }
    }

    /** Whether the piece is a property of this name, and not empty. */
    private static boolean isNamed(ByteBuffer bytes, int from, int end, byte[] name) {
        if (end - from <= name.length + 1 || bytes.get(from + name.length) != NAME_END) {
            return false;
        }
        for (int i = 1; i < name.length; i++) {
            if (bytes.get(from + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private void addAll(ByteBuffer bytes, int valueFrom, int end, int ofTopic) {
        int from = valueFrom;
        while (from < end) {
            int keyEnd = indexOf(bytes, from, end, ' ');
            if (keyEnd > from) {
                add(mixed(of(ofTopic, bytes, from, keyEnd)));
            }
            from = keyEnd + 1;
        }
    }

    private void add(int hash) {
        if (count == HASHES_MAX) {
            return;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        hashes[count++] = hash;
    }

    private static int indexOf(ByteBuffer bytes, int from, int end, int wanted) {
        int i = from;
        while (i < end && bytes.get(i) != wanted) {
            i++;
        }
        return i;
    }

    public int count() {
        return count;
    }

    public int hash(int number) {
        return hashes[number];
    }
}
