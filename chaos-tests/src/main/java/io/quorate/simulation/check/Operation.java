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

    /** The transaction that had sent this value was told to roll back. */
    record Rollback(Call call, String value) implements Operation {
        @Override
        public Rollback with(Call ended) {
            return new Rollback(ended, value);
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
