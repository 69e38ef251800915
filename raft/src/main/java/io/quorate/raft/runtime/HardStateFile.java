package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a replica must never forget, in a file of two {@link HardStateSlot}s. One thread at a time: whoever opens it, then
 * the flusher.
 *
 * <p>A store overwrites the older slot and forces it; a crash in between tears that one alone, and the other still holds
 * what was promised before. The second slot follows before the store returns, unless all that changed is that the watermark
 * went up. So both slots always hold the term and vote anybody was told of, and a slot that goes bad later cannot make the
 * replica vote twice in a term; nor look for segments that were removed, take a truncation for damage, or forget that it is
 * under repair. A higher watermark is worth one force only: falling back to a lower one is harmless.
 *
 * <pre>
 *    0 slot      the one with the higher sequence counts
 * 4096 slot
 * </pre>
 */
public final class HardStateFile implements AutoCloseable {
    private final HardStateMedium medium;
    private final String name; // for messages

    private HardStateSlot newest;
    private int newestSlot; // 0 or 1
    private boolean failed; // once true, stays: what a failed write left is unknown

    private HardStateFile(HardStateMedium medium, String name, HardStateSlot newest, int newestSlot) {
        this.medium = medium;
        this.name = name;
        this.newest = newest;
        this.newestSlot = newestSlot;
    }

    /**
     * Opens the file, or makes one that remembers nothing yet.
     *
     * @throws StorageFailure WRONG_FILE if it belongs to another cluster, group or node, or to a newer program; DAMAGED if
     *     neither slot is sound; READ_FAILED if the disk refuses
     */
    public static HardStateFile open(Path file, String clusterId, String groupId, NodeId self) throws StorageFailure {
        try {
            return open(new HardStateChannel(file), file.toString(), clusterId, groupId, self);
        } catch (IOException e) {
            throw openFailed(file.toString(), e);
        }
    }

    /**
     * As the other {@code open}, on a medium, which it closes with the file or on failure.
     *
     * @param name what to call it in messages
     */
    public static HardStateFile open(HardStateMedium medium, String name, String clusterId, String groupId, NodeId self)
            throws StorageFailure {
        HardStateSlot fresh = new HardStateSlot(1, clusterId, groupId, self.value(), DurableState.INITIAL);
        try {
            ByteBuffer bytes = medium.read();
            HardStateFile file =
                    bytes.hasRemaining() ? fromBytes(medium, name, bytes, fresh) : created(medium, name, fresh);
            return file;
        } catch (IOException e) {
            StorageFailure failure = openFailed(name, e);
            closeAfter(medium, failure);
            throw failure;
        } catch (StorageFailure e) {
            closeAfter(medium, e);
            throw e;
        }
    }

    /**
     * What the file of a node says, whoever that is; changes nothing. Empty if there is no such file, or neither slot is
     * sound. For tools.
     */
    public static Optional<DurableState> peek(Path file) throws StorageFailure {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return Stream.of(slotAt(0, bytes, file.toString()), slotAt(1, bytes, file.toString()))
                    .flatMap(Optional::stream)
                    .max(Comparator.comparingLong(HardStateSlot::sequence))
                    .map(HardStateSlot::state);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw openFailed(file.toString(), e);
        }
    }

    private static HardStateFile created(HardStateMedium medium, String name, HardStateSlot fresh) throws IOException {
        ByteBuffer both = ByteBuffer.allocate(2 * HardStateSlot.SLOT_BYTES);
        both.put(fresh.encode()).put(fresh.encode()).flip();
        medium.create(both);
        return new HardStateFile(medium, name, fresh, 0);
    }

    private static HardStateFile fromBytes(HardStateMedium medium, String name, ByteBuffer bytes, HardStateSlot fresh)
            throws IOException, StorageFailure {
        Optional<HardStateSlot> first = slotAt(0, bytes, name);
        Optional<HardStateSlot> second = slotAt(1, bytes, name);
        if (first.isEmpty() && second.isEmpty()) {
            throw new StorageFailure(
                    Reason.DAMAGED,
                    name + " is damaged: neither copy of the term and vote is sound; this node must not vote as if it"
                            + " remembered");
        }
        boolean secondIsNewer = first.isEmpty()
                || (second.isPresent() && second.get().sequence() > first.get().sequence());
        HardStateSlot newest = secondIsNewer ? second.get() : first.get();
        checkIdentity(name, newest, fresh);
        HardStateFile file = new HardStateFile(medium, name, newest, secondIsNewer ? 1 : 0);
        // If a force failed before the last process ended, the system shows as clean what never reached the
        // disk. So what was read is written again, to both slots, before anybody is told of it; which also
        // makes two again of one that went bad, or that a store was cut short after.
        file.writeOtherSlot(newest);
        file.writeOtherSlot(newest);
        return file;
    }

    private static Optional<HardStateSlot> slotAt(int number, ByteBuffer bytes, String name) throws StorageFailure {
        int offset = number * HardStateSlot.SLOT_BYTES;
        if (bytes.limit() < offset + HardStateSlot.SLOT_BYTES) {
            return Optional.empty();
        }
        ByteBuffer slot = bytes.slice(offset, HardStateSlot.SLOT_BYTES);
        if (!HardStateSlot.isSound(slot)) {
            return Optional.empty();
        }
        if (!HardStateSlot.isKnownVersion(slot)) {
            throw new StorageFailure(Reason.WRONG_FILE, name + " was written by a newer program: start that one");
        }
        return Optional.of(HardStateSlot.decode(slot));
    }

    private static void checkIdentity(String name, HardStateSlot found, HardStateSlot wanted) throws StorageFailure {
        if (!identity(found).equals(identity(wanted))) {
            throw new StorageFailure(
                    Reason.WRONG_FILE,
                    name + " belongs to " + identity(found) + ", but this is " + identity(wanted)
                            + ": a directory must not change hands");
        }
    }

    private static String identity(HardStateSlot slot) {
        return "node " + slot.self() + " of group " + slot.groupId() + " in cluster " + slot.clusterId();
    }

    /** Whether nothing is lost but a while if {@code before} is read where {@code after} was stored. */
    private static boolean mayFallBack(DurableState before, DurableState after) {
        return before.term() == after.term()
                && before.votedFor().equals(after.votedFor())
                && before.base().equals(after.base())
                && before.lostIndex() == after.lostIndex()
                && before.flushedPosition() <= after.flushedPosition();
    }

    /** What was stored last, or a fresh replica's state. */
    public DurableState current() {
        return newest.state();
    }

    /**
     * Replaces the state. On disk when it returns; blocks.
     *
     * @throws StorageFailure if the disk refused; from then on always
     */
    public void store(DurableState state) throws StorageFailure {
        if (failed) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "an earlier write of " + name + " failed");
        }
        HardStateSlot next =
                new HardStateSlot(newest.sequence() + 1, newest.clusterId(), newest.groupId(), newest.self(), state);
        boolean mayFallBack = mayFallBack(newest.state(), state);
        failed = true; // until proved otherwise, whatever is thrown below
        try {
            writeOtherSlot(next);
            if (!mayFallBack) {
                writeOtherSlot(next);
            }
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "writing " + name + " failed: " + e.getMessage(), e);
        }
        failed = false;
    }

    private void writeOtherSlot(HardStateSlot slot) throws IOException {
        int other = 1 - newestSlot;
        medium.writeAndForce((long) other * HardStateSlot.SLOT_BYTES, slot.encode());
        newest = slot;
        newestSlot = other;
    }

    @Override
    public void close() throws StorageFailure {
        try {
            medium.close();
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "closing " + name + " failed: " + e.getMessage(), e);
        }
    }

    private static StorageFailure openFailed(String name, IOException e) {
        return new StorageFailure(Reason.READ_FAILED, "opening " + name + " failed: " + e.getMessage(), e);
    }

    private static void closeAfter(HardStateMedium medium, StorageFailure why) {
        try {
            medium.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
