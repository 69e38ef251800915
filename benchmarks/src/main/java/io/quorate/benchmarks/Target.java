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

    @Override
    void close();
}
