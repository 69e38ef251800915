package io.quorate.simulation.fault;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.runtime.DurableState;
import io.quorate.simulation.world.LinkRule;
import io.quorate.simulation.world.NodeStorage;
import io.quorate.simulation.world.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A log is not what was written while its node is down, below the watermark: what goes wrong in the moment before it is
 * flushed cannot be told from a torn tail. A node that starts from that must notice, stay out of elections and get back what
 * it lost; until it has, it counts as lost.
 */
final class Damage implements Fault {
    private enum Shape {
        /** Some bits are others. */
        ROT,
        /** An entry's bytes are where another one was written, too. */
        MISDIRECTED_WRITE,
        /** The disk said that a write was forced, and has what was there before. */
        LOST_WRITE
    }

    private static final int BITS_MAX = 5;
    /** Power losses around which the acknowledgements of before are held up, to arrive when they are no longer true. */
    private static final double STALE_ACKS_PERCENT = 40;

    private final Shape shape;

    private Damage(Shape shape) {
        this.shape = shape;
    }

    static Damage rot() {
        return new Damage(Shape.ROT);
    }

    static Damage misdirectedWrite() {
        return new Damage(Shape.MISDIRECTED_WRITE);
    }

    static Damage lostWrite() {
        return new Damage(Shape.LOST_WRITE);
    }

    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> candidates = injection.group().nodes().stream()
                .filter(node -> !node.isLostForGood() && watermark(node) > 0)
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        SimulatedNode node = injection.chance().pick(candidates);
        if (injection.chance().percent(STALE_ACKS_PERCENT)) {
            holdUpItsMessages(injection, node);
            injection.inTheMiddle(() -> damage(injection, node));
        } else {
            damage(injection, node);
        }
    }

    private static void holdUpItsMessages(Injection injection, SimulatedNode node) {
        LinkRule rule = new LinkRule(LinkRule.Effect.HOLD, 0, () -> {});
        for (SimulatedNode other : injection.group().nodes()) {
            if (other != node) {
                injection.group().network().add(node.number(), other.number(), rule);
            }
        }
        injection.atTheEnd(() -> injection.group().network().remove(rule));
    }

    private void damage(Injection injection, SimulatedNode node) {
        if (node.isUp()) {
            node.crash();
            Losses.tell(injection, node, 30);
            injection.soon(node::start);
        }
        if (node.isLostForGood()
                || watermark(node) <= scannedFrom(node)
                || !injection.atlas().mayDamage(node)) {
            return;
        }
        injection.injected(node.toString());
        node.disks().expectDamage(injection::bites);
        try {
            switch (shape) {
                case ROT -> rot(injection, node);
                case MISDIRECTED_WRITE -> misdirect(injection, node);
                case LOST_WRITE -> lose(node);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the segment is there", e);
        }
    }

    private static long watermark(SimulatedNode node) {
        return node.storage().forcedState().map(DurableState::flushedPosition).orElse(0L);
    }

    /** A start reads the log from here; what rots before it is found by the scrub, or whoever reads it. */
    private static long scannedFrom(SimulatedNode node) {
        NodeStorage storage = node.storage();
        long position = 0;
        while (position < watermark(node)) {
            Path segment = storage.segmentPath(position);
            String name = segment.getFileName().toString();
            Path sidecar = segment.resolveSibling(name.substring(0, name.indexOf('.')) + ".entries");
            if (storage.disk().exists(segment) && !storage.disk().exists(sidecar)) {
                return position;
            }
            position += storage.segmentBytes();
        }
        return position;
    }

    private static void rot(Injection injection, SimulatedNode node) throws IOException {
        SimulatedDisk disk = node.storage().disk();
        for (int bits = 1 + injection.chance().below(BITS_MAX); bits > 0; bits--) {
            long position = injection.chance().between(0, watermark(node) - 1);
            Path segment = node.storage().segmentPath(position);
            if (disk.exists(segment)) {
                node.storage().forgetEntries(position); // else the start would not read it
                disk.flipBit(
                        segment,
                        node.storage().segmentOffset(position),
                        injection.chance().below(8));
            }
        }
    }

    private static void misdirect(Injection injection, SimulatedNode node) throws IOException {
        NodeStorage storage = node.storage();
        long firstIndex = storage.log().firstIndex();
        long lastIndex = storage.forcedState().map(DurableState::flushedIndex).orElse(0L);
        if (lastIndex <= firstIndex
                || lastIndex > storage.log().lastIndex()
                || storage.log().entryAt(lastIndex).position() < scannedFrom(node)) {
            return;
        }
        EntryMeta from = storage.log().entryAt(injection.chance().between(firstIndex, lastIndex));
        EntryMeta to = storage.log().entryAt(lastIndex);
        int lengthBytes = Math.min(from.lengthBytes(), to.lengthBytes());
        Path source = storage.segmentPath(from.position());
        Path target = storage.segmentPath(to.position());
        if (storage.disk().exists(source) && storage.disk().exists(target)) {
            storage.disk()
                    .copy(
                            source,
                            storage.segmentOffset(from.position()),
                            target,
                            storage.segmentOffset(to.position()),
                            lengthBytes);
        }
    }

    /** One that something was written behind since: a log whose very last write is missing looks like one that ends there. */
    private static void lose(SimulatedNode node) throws IOException {
        long watermark = watermark(node);
        NodeStorage storage = node.storage();
        boolean lost = false;
        for (long start = (watermark - 1) / storage.segmentBytes() * storage.segmentBytes();
                start >= scannedFrom(node) && !lost;
                start -= storage.segmentBytes()) {
            Path path = storage.segmentPath(start);
            lost = storage.disk().exists(path)
                    && storage.disk().loseWriteBefore(path, Math.min(storage.segmentBytes(), watermark - start));
        }
    }
}
