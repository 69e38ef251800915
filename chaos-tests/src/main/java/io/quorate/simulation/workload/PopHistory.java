package io.quorate.simulation.workload;

import io.quorate.broker.pop.PopResult;
import io.quorate.broker.state.PopQueue;
import io.quorate.broker.state.PopTable;
import io.quorate.broker.state.PopTake;
import io.quorate.simulation.world.Chance;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one consumer group was given by popping, and what it said of it: nothing is given out again that was acknowledged
 * before it was asked for, nothing before its hidden time is over, each time with a higher count; and what is neither
 * acknowledged nor in hand is still to come.
 */
final class PopHistory {
    static final String CONSUMER_GROUP = "popping";

    /** A message by its place. */
    record Place(String topic, int queueId, long queueOffset) {}

    /** One time that a message was given out. */
    static final class Delivery {
        final Place place;
        final long popMillis;
        private final int earlierCount;
        private long visibleMillis; // at the earliest

        Delivery(Place place, long popMillis, long invisibleMillis, int earlierCount) {
            this.place = place;
            this.popMillis = popMillis;
            this.earlierCount = earlierCount;
            this.visibleMillis = popMillis + invisibleMillis;
        }

        /** Its time is being changed, to what is not known yet. */
        void changing() {
            visibleMillis = 0;
        }

        void changed(long visibleFromMillis) {
            visibleMillis = visibleFromMillis;
        }
    }

    /** What becomes of a message when its consumer says that it is done. */
    private static final class Acknowledgement {
        long step = Long.MAX_VALUE; // when it was answered; never, so far
    }

    private final Map<Place, List<Delivery>> deliveries = new HashMap<>();
    private final Map<Place, Acknowledgement> acknowledgements = new HashMap<>(); // begun
    private final List<Delivery> open = new ArrayList<>(); // somebody may want to say something about them
    private final Map<PopTable.Key, Long> kept = new HashMap<>(); // what is before it some leader's log kept no more
    private long step;

    /** The present, in numbers that grow. */
    long now() {
        return ++step;
    }

    /** The log has it. */
    void applied(PopTake take) {
        for (PopTake.Item item : take.items()) {
            PopTable.Key key = new PopTable.Key(take.consumerGroup(), take.topic(), item.queueId());
            kept.merge(key, item.keptOffset(), Math::max);
        }
    }

    /** @param askedAt when the pop began */
    void popped(SimulatedNode node, String topic, PopResult result, long invisibleMillis, long askedAt) {
        for (PopResult.PoppedQueue queue : result.queues()) {
            for (PopResult.PoppedMessage message : queue.messages()) {
                Place place = new Place(topic, queue.queueId(), message.queueOffset());
                Delivery delivery =
                        new Delivery(place, result.popMillis(), invisibleMillis, message.earlierDeliveryCount());
                check(node, delivery, askedAt);
                deliveries.computeIfAbsent(place, absent -> new ArrayList<>()).add(delivery);
                open.add(delivery);
            }
        }
    }

    private void check(SimulatedNode node, Delivery delivery, long askedAt) {
        Acknowledgement acknowledgement = acknowledgements.get(delivery.place);
        if (acknowledgement != null && acknowledgement.step < askedAt) {
            throw new CheckFailure(
                    "pop: not again once acknowledged",
                    node + " gives out " + delivery.place + ", which was done with");
        }
        for (Delivery other : deliveries.getOrDefault(delivery.place, List.of())) {
            Delivery first = other.popMillis <= delivery.popMillis ? other : delivery;
            Delivery second = first == other ? delivery : other;
            if (second.popMillis < first.visibleMillis) {
                throw new CheckFailure(
                        "pop: hidden for its time",
                        node + " gives out " + delivery.place + " at " + second.popMillis + " (" + second.earlierCount
                                + " earlier), hidden until " + first.visibleMillis + " since " + first.popMillis + " ("
                                + first.earlierCount + " earlier)");
            }
            if (second.earlierCount <= first.earlierCount) {
                throw new CheckFailure(
                        "pop: deliveries are counted",
                        node + " gives out " + delivery.place + " for time " + second.earlierCount + " after time "
                                + first.earlierCount);
            }
        }
    }

    /** One of those given out that nobody has said anything of yet. */
    Optional<Delivery> pick(Chance chance) {
        return open.isEmpty() ? Optional.empty() : Optional.of(open.remove(chance.below(open.size())));
    }

    void acknowledging(Place place) {
        acknowledgements.computeIfAbsent(place, absent -> new Acknowledgement());
    }

    void acknowledged(Place place) {
        Acknowledgement acknowledgement = acknowledgements.get(place);
        acknowledgement.step = Math.min(acknowledgement.step, now());
    }

    /** A node that has applied all: what was passed is in hand or done with, and what is done with is not in hand. */
    void checkAt(SimulatedNode node) {
        deliveries.keySet().stream()
                .map(place -> new PopTable.Key(CONSUMER_GROUP, place.topic, place.queueId))
                .distinct()
                .forEach(key -> checkAt(node, key));
    }

    private void checkAt(SimulatedNode node, PopTable.Key key) {
        PopQueue hand = node.state()
                .pops()
                .find(key)
                .orElseThrow(() -> new CheckFailure("pop: nothing lost", node + " knows nothing of " + key));
        for (long queueOffset = kept.getOrDefault(key, 0L); queueOffset < hand.nextOffset(); queueOffset++) {
            Acknowledgement acknowledgement = acknowledgements.get(new Place(key.topic(), key.queueId(), queueOffset));
            boolean inHand = hand.lease(queueOffset).isPresent();
            if (!inHand && acknowledgement == null) {
                throw new CheckFailure(
                        "pop: nothing lost",
                        node + " has passed " + queueOffset + " of " + key + ", and nobody has it");
            }
            if (inHand && acknowledgement != null && acknowledgement.step != Long.MAX_VALUE) {
                throw new CheckFailure(
                        "pop: not again once acknowledged", node + " has " + queueOffset + " of " + key + " in hand");
            }
        }
        OptionalLong offset = node.state().offsets().find(key.consumerGroup(), key.topic(), key.queueId());
        if (offset.isEmpty() || offset.getAsLong() != hand.doneOffset()) {
            throw new CheckFailure(
                    "pop: the group's offset",
                    node + " says " + offset + " of " + key + ", done is " + hand.doneOffset());
        }
    }
}
