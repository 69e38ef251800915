package io.quorate.simulation.world;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The links between the replicas, one for each direction of each pair. Loses, repeats, delays and reorders messages as its
 * options say, and as rules put on its links say besides.
 */
public final class SimulatedNetwork {
    /** Takes messages in. */
    interface Receiver {
        void receive(int to, Parcel parcel);
    }

    private static final class Link {
        final List<LinkRule> rules = new ArrayList<>();
        int inFlight;
        long lastArrivalMicros;
    }

    private final Timeline timeline;
    private final Chance chance;
    private final Receiver receiver;
    private final Link[][] links;
    private NetworkOptions options;
    private long droppedCount;
    private long duplicatedCount;

    SimulatedNetwork(int size, NetworkOptions options, Timeline timeline, Chance chance, Receiver receiver) {
        this.options = options;
        this.timeline = timeline;
        this.chance = chance;
        this.receiver = receiver;
        this.links = new Link[size][size];
        for (Link[] row : links) {
            for (int to = 0; to < size; to++) {
                row[to] = new Link();
            }
        }
    }

    void send(int from, int to, Parcel parcel) {
        deliver(from, to, parcel);
        if (chance.percent(options.duplicatePercent())) {
            duplicatedCount++;
            deliver(from, to, parcel);
        }
    }

    private void deliver(int from, int to, Parcel parcel) {
        Link link = links[from][to];
        boolean lost = chance.percent(options.lossPercent()) || link.inFlight >= options.inFlightMax();
        long delay = options.delayMinMicros() + chance.exponential(options.delayMeanMicros());
        Parcel carried = parcel;
        for (LinkRule rule : link.rules) {
            if (rule.effect() == LinkRule.Effect.CORRUPT) {
                carried = corrupted(rule, carried);
                continue;
            }
            rule.hit();
            lost |= rule.effect() == LinkRule.Effect.DROP;
            delay += rule.delayMicros();
            if (rule.effect() == LinkRule.Effect.HOLD) {
                hold(rule, to, carried);
                return;
            }
        }
        if (lost) {
            droppedCount++;
            return;
        }
        if (options.inOrder()) {
            delay = Math.max(delay, link.lastArrivalMicros - timeline.nowMicros());
            link.lastArrivalMicros = timeline.nowMicros() + delay;
        }
        link.inFlight++;
        Parcel arriving = carried;
        timeline.after(delay, () -> {
            link.inFlight--;
            receiver.receive(to, arriving);
        });
    }

    private Parcel corrupted(LinkRule rule, Parcel parcel) {
        int lengthBytes = parcel.entries().remaining();
        if (lengthBytes == 0 || chance.coin()) {
            return parcel;
        }
        rule.hit();
        int at = chance.below(lengthBytes);
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes)
                .put(parcel.entries().duplicate())
                .flip();
        bytes.put(at, (byte) (bytes.get(at) ^ 1 << chance.below(Byte.SIZE)));
        return new Parcel(parcel.message(), parcel.storageId(), bytes, true);
    }

    private void hold(LinkRule rule, int to, Parcel parcel) {
        if (rule.held.size() < LinkRule.HELD_MAX) {
            rule.held.add(() -> receiver.receive(to, parcel));
        } else {
            droppedCount++;
        }
    }

    public void add(int from, int to, LinkRule rule) {
        links[from][to].rules.add(rule);
    }

    /** Takes the rule back from every link it is on; what it held arrives now. */
    public void remove(LinkRule rule) {
        for (Link[] row : links) {
            for (Link link : row) {
                link.rules.remove(rule);
            }
        }
        release(rule);
    }

    private void release(LinkRule rule) {
        for (Runnable arrival : rule.held) {
            timeline.after(chance.exponential(options.delayMeanMicros()), arrival);
        }
        rule.held.clear();
    }

    /** From now on every message arrives, once. */
    void heal() {
        options = options.healed();
        for (Link[] row : links) {
            for (Link link : row) {
                List<LinkRule> rules = new ArrayList<>(link.rules);
                link.rules.clear();
                rules.forEach(this::release);
            }
        }
    }

    public long droppedCount() {
        return droppedCount;
    }

    public long duplicatedCount() {
        return duplicatedCount;
    }
}
