package io.quorate.simulation.check;

import java.util.List;

/**
 * One operation of one client: what it asked, and what it was told. Queues are named by one word of the recorder's choice; an
 * "offset" is a queue offset. Numbers not known are {@link #NONE}.
 */
public sealed interface Operation {
    long NONE = -1;

    Call call();

    /** The same operation with another ending; for an answer that carries something there are methods of its own. */
    Operation with(Call ended);

    /** Whether its acknowledgement promises that something is stored that was not there before. */
    default boolean isSend() {
        return this instanceof Send || this instanceof Batch || this instanceof Delayed || this instanceof Half;
    }

    /** A message sent. Its value is unique in the history. */
    record Send(Call call, String queue, String value, long offset) implements Operation {
        public Send(Call call, String queue, String value) {
            this(call, queue, value, NONE);
        }

        public Send acknowledged(long nanos, long atOffset) {
            return new Send(call.ok(nanos), queue, value, atOffset);
        }

        @Override
        public Send with(Call ended) {
            return new Send(ended, queue, value, offset);
        }
    }

    /**
     * Messages sent together: all of them are stored, one after the other, or none.
     *
     * @param offset of the first
     */
    record Batch(Call call, String queue, List<String> values, long offset) implements Operation {
        public Batch(Call call, String queue, List<String> values) {
            this(call, queue, values, NONE);
        }

        public Batch acknowledged(long nanos, long firstOffset) {
            return new Batch(call.ok(nanos), queue, values, firstOffset);
        }

        @Override
        public Batch with(Call ended) {
            return new Batch(ended, queue, values, offset);
        }
    }

    /** A message that is to be delivered later: until then no queue shows it. Its value is unique in the history. */
    record Delayed(Call call, String queue, String value, long dueNanos) implements Operation {
        @Override
        public Delayed with(Call ended) {
            return new Delayed(ended, queue, value, dueNanos);
        }
    }

    /**
     * A transaction's message, which no queue shows until the transaction is committed.
     *
     * @param queue where it would be shown; "" if not known
     */
    record Half(Call call, String queue, String value) implements Operation {
        @Override
        public Half with(Call ended) {
            return new Half(ended, queue, value);
        }
    }

    enum Fate {
        COMMIT,
        ROLLBACK,
        /** Not known yet: ask again. */
        UNDECIDED
    }

    /**
     * The owner of a transaction says what is to become of it. What it says once holds, also if the broker does not hear it: then
     * it has to ask.
     *
     * @param checked the broker had asked
     */
    record Decision(Call call, String value, Fate fate, boolean checked) implements Operation {
        @Override
        public Decision with(Call ended) {
            return new Decision(ended, value, fate, checked);
        }
    }

    /** A consumer was given this queue, or set its place in it; what it polled before says nothing about what comes next. */
    record Seek(Call call, String consumer, String queue, long position) implements Operation {
        @Override
        public Seek with(Call ended) {
            return new Seek(ended, consumer, queue, position);
        }
    }

    enum PollAnswer {
        RECORDS,
        NOTHING_NEW,
        BEYOND_END,
        BELOW_START
    }

    /**
     * A consumer asked for what comes next.
     *
     * @param position the offset asked for, {@link #NONE} if not known
     * @param current whether the reader was promised all that was acknowledged before it asked
     */
    record Poll(
            Call call,
            String consumer,
            String queue,
            long position,
            boolean current,
            PollAnswer answer,
            List<SeenRecord> records)
            implements Operation {
        public Poll(Call call, String consumer, String queue, long position, boolean current) {
            this(call, consumer, queue, position, current, PollAnswer.NOTHING_NEW, List.of());
        }

        public Poll answered(long nanos, PollAnswer as, List<SeenRecord> shown) {
            return new Poll(call.ok(nanos), consumer, queue, position, current, as, shown);
        }

        @Override
        public Poll with(Call ended) {
            return new Poll(ended, consumer, queue, position, current, answer, records);
        }
    }

    /**
     * A consumer of a group was given a message by its client and worked on it from invocation to completion. Failed: it asked to
     * have it again. Unknown: it died over it.
     */
    record Delivery(Call call, String consumerGroup, String consumer, String queue, SeenRecord message)
            implements Operation {
        @Override
        public Delivery with(Call ended) {
            return new Delivery(ended, consumerGroup, consumer, queue, message);
        }
    }

    /**
     * A consumer group took messages of a queue into its hands, hidden from its other consumers for {@code hiddenNanos} from some
     * moment of the call on.
     */
    record Pop(Call call, String consumerGroup, String queue, long hiddenNanos, List<SeenRecord> records)
            implements Operation {
        public Pop(Call call, String consumerGroup, String queue, long hiddenNanos) {
            this(call, consumerGroup, queue, hiddenNanos, List.of());
        }

        @Override
        public Pop with(Call ended) {
            return new Pop(ended, consumerGroup, queue, hiddenNanos, records);
        }
    }

    /** A popped message is hidden for so long from now on; {@link #FOREVER}: it is acknowledged. */
    record Hide(Call call, String consumerGroup, String queue, long offset, long hiddenNanos) implements Operation {
        public static final long FOREVER = Long.MAX_VALUE;

        public boolean isAcknowledgement() {
            return hiddenNanos == FOREVER;
        }

        @Override
        public Hide with(Call ended) {
            return new Hide(ended, consumerGroup, queue, offset, hiddenNanos);
        }
    }

    /** In the final phase: the whole queue, from its first kept offset to its end, as one node shows it. */
    record Drain(Call call, String queue, long firstOffset, long endOffset, List<SeenRecord> records)
            implements Operation {
        public Drain(Call call, String queue) {
            this(call, queue, NONE, NONE, List.of());
        }

        public Drain finished(long nanos, long first, long end, List<SeenRecord> shown) {
            return new Drain(call.ok(nanos), queue, first, end, shown);
        }

        @Override
        public Drain with(Call ended) {
            return new Drain(ended, queue, firstOffset, endOffset, records);
        }
    }

    enum Name {
        /** The one its sender gave it, which is its value here. */
        KEY,
        /** The one the broker gave it. */
        ID
    }

    /**
     * Somebody asked for a message by one of its names, and was promised all that was acknowledged before.
     *
     * @param value of the message that has this name
     * @param records what was found; queue offsets are of whatever queues they stand in
     */
    record Lookup(Call call, String value, Name by, List<SeenRecord> records) implements Operation {
        public Lookup(Call call, String value, Name by) {
            this(call, value, by, List.of());
        }

        @Override
        public Lookup with(Call ended) {
            return new Lookup(ended, value, by, records);
        }
    }

    enum Edge {
        /** The lowest offset still kept. */
        FIRST,
        /** The offset that the next message will get. */
        END
    }

    /** Where does the queue begin or end? A read that promises to be current. */
    record EdgeQuery(Call call, String queue, Edge edge, long offset) implements Operation {
        public EdgeQuery(Call call, String queue, Edge edge) {
            this(call, queue, edge, NONE);
        }

        public EdgeQuery answered(long nanos, long edgeOffset) {
            return new EdgeQuery(call.ok(nanos), queue, edge, edgeOffset);
        }

        @Override
        public EdgeQuery with(Call ended) {
            return new EdgeQuery(ended, queue, edge, offset);
        }
    }

    /** A consumer group's offset in a queue is set; {@code offset} is the next it wants. */
    record Commit(Call call, String consumerGroup, String queue, long offset) implements Operation {
        @Override
        public Commit with(Call ended) {
            return new Commit(ended, consumerGroup, queue, offset);
        }
    }

    /** A consumer group's offset is asked for, or a starting consumer says where it was told to begin. */
    record CommitQuery(Call call, String consumerGroup, String queue, long offset) implements Operation {
        public CommitQuery(Call call, String consumerGroup, String queue) {
            this(call, consumerGroup, queue, NONE);
        }

        public CommitQuery answered(long nanos, long committedOffset) {
            return new CommitQuery(call.ok(nanos), consumerGroup, queue, committedOffset);
        }

        @Override
        public CommitQuery with(Call ended) {
            return new CommitQuery(ended, consumerGroup, queue, offset);
        }
    }

    enum RegisterAction {
        READ,
        WRITE,
        /** Sets {@code argument} if the value is {@code expected}. */
        CAS
    }

    /**
     * An operation on a register. What is not a number is given one by the recorder.
     *
     * @param result of a read the value; of a {@link RegisterAction#CAS} {@link #SWAPPED} or {@link #KEPT}
     */
    record Register(Call call, String key, RegisterAction action, long expected, long argument, long result)
            implements Operation {
        public static final long SWAPPED = 1;
        public static final long KEPT = 0;

        public static Register read(Call call, String key) {
            return new Register(call, key, RegisterAction.READ, NONE, NONE, NONE);
        }

        public static Register write(Call call, String key, long value) {
            return new Register(call, key, RegisterAction.WRITE, NONE, value, NONE);
        }

        public static Register cas(Call call, String key, long expected, long value) {
            return new Register(call, key, RegisterAction.CAS, expected, value, NONE);
        }

        public Register answered(long nanos, long with) {
            return new Register(call.ok(nanos), key, action, expected, argument, with);
        }

        @Override
        public Register with(Call ended) {
            return new Register(ended, key, action, expected, argument, result);
        }
    }
}
