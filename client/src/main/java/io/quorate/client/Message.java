package io.quorate.client;

import io.quorate.protocol.Names;
import io.quorate.protocol.message.PropertyNames;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A message to send. Immutable, except that the body is not copied: leave it alone until the send has completed. */
public final class Message {
    /** Largest body a broker takes unless configured otherwise. */
    public static final int BODY_BYTES_MAX = 4 << 20;

    // They decide what a broker does with the message; those the API offers have methods of their own.
    private static final Set<String> RESERVED = Set.of(
            PropertyNames.TAGS,
            PropertyNames.KEYS,
            PropertyNames.UNIQUE_KEY,
            PropertyNames.SHARDING_KEY,
            PropertyNames.WAIT,
            PropertyNames.TRANSACTION_PREPARED,
            PropertyNames.PRODUCER_GROUP,
            PropertyNames.REAL_TOPIC,
            PropertyNames.REAL_QUEUE_ID,
            PropertyNames.RETRY_TOPIC);

    private final String topic;
    private final byte[] body;
    private final int flag;
    private final Optional<MessageQueue> queue;
    private final Map<String, String> properties;

    private Message(Builder builder) {
        topic = builder.topic;
        body = builder.body;
        flag = builder.flag;
        queue = Optional.ofNullable(builder.queue);
        properties = Map.copyOf(builder.properties);
    }

    /** A message with nothing but a body. The body must not be empty. */
    public static Message of(String topic, byte[] body) {
        return builder(topic, body).build();
    }

    public static Builder builder(String topic, byte[] body) {
        return new Builder(topic, body);
    }

    public String topic() {
        return topic;
    }

    /** The live array. */
    public byte[] body() {
        return body;
    }

    /** Passed through untouched; a meaning only for applications. */
    public int flag() {
        return flag;
    }

    public Optional<String> tag() {
        return Optional.ofNullable(properties.get(PropertyNames.TAGS));
    }

    /** Messages with equal sharding keys go to the same queue as long as the topic's queues stay the same. */
    public Optional<String> shardingKey() {
        return Optional.ofNullable(properties.get(PropertyNames.SHARDING_KEY));
    }

    /** The queue the message must go to. */
    public Optional<MessageQueue> queue() {
        return queue;
    }

    /** Set when the application chose it; else the producer makes one for each send. */
    public Optional<String> uniqueKey() {
        return Optional.ofNullable(properties.get(PropertyNames.UNIQUE_KEY));
    }

    /** All properties, also those that have methods. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Collects a message. Refuses what no broker would take with {@link IllegalArgumentException}. */
    public static final class Builder {
        private final String topic;
        private final byte[] body;
        private final Map<String, String> properties = new TreeMap<>();
        private int flag;
        private MessageQueue queue;

        private Builder(String topic, byte[] body) {
            Checks.noProblem(Names.topicProblem(topic));
            Checks.require(body.length > 0, "the body is empty: brokers refuse that");
            Checks.require(
                    body.length <= BODY_BYTES_MAX,
                    "the body has " + body.length + " bytes, allowed are " + BODY_BYTES_MAX);
            this.topic = topic;
            this.body = body;
        }

        public Builder tag(String tag) {
            return put(PropertyNames.TAGS, tag);
        }

        /** Words the message can be looked up by; none may contain a space. */
        public Builder keys(String... keys) {
            Arrays.stream(keys)
                    .forEach(key -> Checks.require(
                            !key.isEmpty() && key.indexOf(' ') < 0, "the key \"" + key + "\" is empty or has a space"));
            return put(PropertyNames.KEYS, String.join(" ", keys));
        }

        public Builder shardingKey(String key) {
            return put(PropertyNames.SHARDING_KEY, key);
        }

        /** Overrides the sharding key's choice. */
        public Builder queue(MessageQueue newQueue) {
            Checks.require(newQueue.topic().equals(topic), newQueue + " is not a queue of topic " + topic);
            queue = newQueue;
            return this;
        }

        /** For sending again what an earlier, unknown send may have stored: the same key lets a broker notice. */
        public Builder uniqueKey(String key) {
            return put(PropertyNames.UNIQUE_KEY, key);
        }

        public Builder flag(int newFlag) {
            flag = newFlag;
            return this;
        }

        public Builder property(String name, String value) {
            Checks.require(!RESERVED.contains(name), "the property name " + name + " is reserved");
            return put(name, value);
        }

        public Message build() {
            return new Message(this);
        }

        private Builder put(String name, String value) {
            Checks.require(
                    isText(name), "the property name \"" + name + "\" is empty or has control characters 1 or 2");
            Checks.require(isText(value), "the value of " + name + " is empty or has control characters 1 or 2");
            properties.put(name, value);
            return this;
        }

        // The property string has no escapes: characters 1 and 2 are its separators, and empty values vanish.
        private static boolean isText(String text) {
            return !text.isEmpty() && text.indexOf('\1') < 0 && text.indexOf('\2') < 0;
        }
    }
}
