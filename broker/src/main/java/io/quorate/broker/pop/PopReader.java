package io.quorate.broker.pop;

import io.quorate.broker.pop.PopResult.PoppedMessage;
import io.quorate.broker.pop.PopResult.PoppedQueue;
import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.PopLease;
import io.quorate.broker.state.PopTable;
import io.quorate.broker.state.PopTake;
import io.quorate.commitlog.LogSlice;
import io.quorate.commitlog.index.QueueIndex;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.ResponseCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Fetches messages that were given out: as they lie in the log, but for those that went out before. */
final class PopReader {
    private final BrokerState state;
    private final LogBytes log;

    PopReader(BrokerState state, LogBytes log) {
        this.state = state;
        this.log = log;
    }

    /**
     * What the take gave, once it is applied.
     *
     * @param entryIndex of the take
     * @param nowMillis should it have given nothing
     */
    PopResult read(PopTake take, long entryIndex, long restCount, long nowMillis) {
        Reading reading = new Reading();
        try {
            for (PopTake.Item item : take.items()) {
                PopTable.Key key = new PopTable.Key(take.consumerGroup(), take.topic(), item.queueId());
                state.pops()
                        .find(key)
                        .ifPresent(hand -> reading.queue(
                                key,
                                offsetsOf(item),
                                queueOffset -> hand.lease(queueOffset)
                                        .filter(lease -> lease.isTakenBy(entryIndex))
                                        .map(Delivery::of)));
            }
            return reading.result(restCount, nowMillis);
        } catch (RuntimeException | Error failure) {
            reading.held.forEach(LogSlice::close);
            throw failure;
        }
    }

    /** What a take would give, for somebody who only looks. */
    PopResult peek(PopQuery query, PopChoice choice, long nowMillis) {
        Reading reading = new Reading();
        try {
            for (PopTake.Item item : choice.items()) {
                PopTable.Key key = new PopTable.Key(query.consumerGroup(), query.topic(), item.queueId());
                Delivery first = new Delivery(nowMillis, 0, nowMillis);
                reading.queue(key, offsetsOf(item), queueOffset -> Optional.of(first));
            }
            return reading.result(choice.restCount(), nowMillis);
        } catch (RuntimeException | Error failure) {
            reading.held.forEach(LogSlice::close);
            throw failure;
        }
    }

    private static List<Long> offsetsOf(PopTake.Item item) {
        return Stream.concat(item.againOffsets().stream(), item.freshOffsets().stream())
                .sorted()
                .toList();
    }

    private record Delivery(long popMillis, int earlierCount, long firstPopMillis) {
        static Delivery of(PopLease lease) {
            return new Delivery(lease.popMillis(), Math.max(0, lease.deliveryCount() - 1), lease.firstPopMillis());
        }
    }

    private final class Reading {
        private final List<PoppedQueue> queues = new ArrayList<>();
        private final List<ByteBuffer> records = new ArrayList<>();
        private final List<LogSlice> held = new ArrayList<>();
        private long popMillis;
        private long runPosition;
        private int runBytes;

        void queue(PopTable.Key key, List<Long> queueOffsets, LongFunction<Optional<Delivery>> deliveries) {
            Optional<QueueView> queue =
                    state.queues().find(key.topic(), key.queueId()).map(QueueIndex::view);
            List<PoppedMessage> messages = new ArrayList<>();
            for (long queueOffset : queueOffsets) {
                Optional<Delivery> delivery = deliveries.apply(queueOffset);
                if (delivery.isPresent() && queue.isPresent() && queue.get().contains(queueOffset)) {
                    popMillis = delivery.get().popMillis();
                    add(queue.get(), queueOffset, delivery.get());
                    messages.add(new PoppedMessage(queueOffset, delivery.get().earlierCount()));
                }
            }
            if (!messages.isEmpty()) {
                queues.add(new PoppedQueue(key.queueId(), messages));
            }
        }

        private void add(QueueView queue, long queueOffset, Delivery delivery) {
            long position = queue.position(queueOffset);
            int sizeBytes = queue.sizeBytes(queueOffset);
            if (delivery.earlierCount() > 0) {
                endRun();
                records.add(RedeliveredRecord.of(
                        log.slice(position, sizeBytes), delivery.earlierCount(), delivery.firstPopMillis()));
                return;
            }
            if (runPosition + runBytes != position) {
                endRun();
                runPosition = position;
            }
            runBytes += sizeBytes;
        }

        private void endRun() {
            if (runBytes > 0) {
                LogSlice slice = log.hold(runPosition, runBytes);
                held.add(slice);
                records.add(slice.bytes());
                runBytes = 0;
            }
        }

        PopResult result(long restCount, long nowMillis) {
            endRun();
            return queues.isEmpty()
                    ? PopResult.empty(ResponseCode.POLLING_TIMEOUT, "no new message", nowMillis)
                    : new PopResult(ResponseCode.SUCCESS, "FOUND", popMillis, restCount, queues, records, held);
        }
    }
}
