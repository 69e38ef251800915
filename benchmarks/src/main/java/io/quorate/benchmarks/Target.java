package io.quorate.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/** A client to be loaded. Safe from any thread. */
interface Target extends AutoCloseable {
    /** Returns when the message is acknowledged. */
    void send(byte[] body) throws Exception;

    /** Tells {@code done} null when the message is acknowledged, else why not. Must not block for the answer. */
    void sendAsync(byte[] body, Consumer<Throwable> done);

    /** Returns when all are acknowledged. */
    void sendBatch(List<byte[]> bodies) throws Exception;

    /** Queues that can be read one by one, each by a reader of its own; at least one message has been sent. */
    List<QueueReader> queues() throws Exception;

    /** Sends to a topic of its own, which {@link #listen} hears. Must not block for the answer. */
    void publish(byte[] body, Consumer<Throwable> done);

    /** Hears the bodies of all that is published from now on, and maybe of what was before. To be called once. */
    void listen(Consumer<byte[]> listener) throws Exception;

    @Override
    void close();

    /** One queue, from its beginning. One thread at a time. */
    interface QueueReader {
        /** Fetches the next messages, from the beginning again after the last. Returns how many. */
        int next() throws Exception;
    }
}
