package io.quorate.broker.state;

import io.quorate.protocol.Names;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All open transactions. One begins when its half message is applied and ends with {@link TransactionEnd}. Written by the
 * replica loop, read by any thread; how many there may be is decided where half messages come in.
 */
public final class TransactionTable implements StatePart {
    private static final int SNAPSHOT_KIND = 30;
    private static final ByteBuffer HALF_TOPIC =
            ByteBuffer.wrap(Names.HALF_TOPIC.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();

    // By queue offset, which is the order in the log, too: the first is the oldest.
    private final ConcurrentSkipListMap<Long, OpenTransaction> open = new ConcurrentSkipListMap<>();
    private volatile int count; // the map counts by walking

    public Optional<OpenTransaction> find(long queueOffset) {
        return Optional.ofNullable(open.get(queueOffset));
    }

    /** Oldest first, as they are while they are walked through. */
    public Collection<OpenTransaction> all() {
        return Collections.unmodifiableCollection(open.values());
    }

    public int count() {
        return count;
    }

    @Override
    public void messageApplied(MessageRecordView message, int sizeBytes, AppliedAt at) {
        // The length first: almost every message there is goes to a topic with a name of another length.
        if (message.topicBytes() == HALF_TOPIC.limit() && message.topicUtf8().equals(HALF_TOPIC)) {
            put(new OpenTransaction(
                    message.queueOffset(),
                    message.position(),
                    at.timestampMillis(),
                    immunityMillis(message),
                    0,
                    0,
                    message.property(PropertyNames.PRODUCER_GROUP).orElse("")));
        }
    }

    private static long immunityMillis(MessageRecordView message) {
        Optional<String> seconds = message.property(PropertyNames.CHECK_IMMUNITY_SECONDS);
        try {
            long given = seconds.isPresent() ? Integer.parseInt(seconds.get()) : OpenTransaction.USUAL_IMMUNITY;
            return given < 0 ? OpenTransaction.USUAL_IMMUNITY : TimeUnit.SECONDS.toMillis(given);
        } catch (NumberFormatException unusable) {
            return OpenTransaction.USUAL_IMMUNITY; // as RocketMQ takes it
        }
    }

    private void put(OpenTransaction transaction) {
        if (open.put(transaction.queueOffset(), transaction) == null) {
            counted(1);
        }
    }

    /** Decided, whichever way. Nothing happens if it was so before, or is another one than meant. */
    void end(long queueOffset, long position) {
        if (isOpen(queueOffset, position)) {
            open.remove(queueOffset);
            counted(-1);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the replica loop alone writes
    private void counted(int change) {
        count += change;
    }

    private boolean isOpen(long queueOffset, long position) {
        OpenTransaction known = open.get(queueOffset);
        return known != null && known.position() == position;
    }

    /** Its producer is asked now. */
    void checked(long queueOffset, long nowMillis) {
        open.computeIfPresent(queueOffset, (offset, known) -> known.checked(nowMillis));
    }

    /** As if its producer had never been asked. */
    void resume(long queueOffset, long position) {
        if (isOpen(queueOffset, position)) {
            open.computeIfPresent(queueOffset, (offset, known) -> known.unchecked());
        }
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        open.values().forEach(transaction -> sink.accept(OpenTransaction.SCHEMA.encode(transaction)));
    }

    @Override
    public void restore(byte[] row) {
        put(OpenTransaction.SCHEMA.decode(row));
    }

    /** Whoever decides it needs its half message. */
    @Override
    public long oldestPosition() {
        Map.Entry<Long, OpenTransaction> oldest = open.firstEntry();
        return oldest == null ? Long.MAX_VALUE : oldest.getValue().position();
    }

    @Override
    public void topicDeleted(String topic) {
        if (topic.equals(Names.HALF_TOPIC)) {
            open.clear();
            count = 0;
        }
    }
}
