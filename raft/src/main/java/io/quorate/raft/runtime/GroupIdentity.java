package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipCodec;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Which disk this is, and with whom its group was formed: a small file in the storage directory, replaced as a whole. A
 * directory that lost it has lost its name, and an emptied one gets a new name: neither passes for the disk it was.
 *
 * <pre>
 *  0 int crc32c of the rest    4 int length of the whole    8 byte version   9 byte fromEarlierVersion
 * 10 long storageId   18 length-prefixed (2) cluster, group, node   then, once formed, a membership
 * </pre>
 */
public final class GroupIdentity implements AutoCloseable {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 18;
    private static final int CHECKED_FROM = Integer.BYTES;

    private final HardStateMedium medium;
    private final String name; // for messages
    private final Owner owner;
    private final long storageId;
    private final boolean fromEarlierVersion;
    private Optional<Membership> record;

    private record Owner(String cluster, String group, String node) {
        @Override
        public String toString() {
            return "node " + node + " of group " + group + " in cluster " + cluster;
        }
    }

    private GroupIdentity(
            HardStateMedium medium,
            String name,
            Owner owner,
            long storageId,
            boolean fromEarlierVersion,
            Optional<Membership> record) {
        this.medium = medium;
        this.name = name;
        this.owner = owner;
        this.storageId = storageId;
        this.fromEarlierVersion = fromEarlierVersion;
        this.record = record;
    }

    /**
     * Opens the identity of a storage directory, or makes one.
     *
     * @param remembers whether the directory holds a term, a vote or a log: the hard state does not say what a fresh one says
     * @param newStorageIds random numbers
     * @throws StorageFailure DAMAGED if the file's bytes are not what was written; WRONG_FILE
     *     if it belongs to somebody else or a newer program; READ_FAILED or FLUSH_FAILED if the disk refuses
     */
    public static GroupIdentity open(
            Path file, String cluster, String group, NodeId self, boolean remembers, LongSupplier newStorageIds)
            throws StorageFailure {
        Owner owner = new Owner(cluster, group, self.value());
        String name = file.toString();
        try {
            HardStateMedium medium = new HardStateChannel(file);
            try {
                ByteBuffer bytes = medium.read();
                GroupIdentity identity = bytes.hasRemaining()
                        ? decode(medium, name, owner, bytes)
                        : new GroupIdentity(medium, name, owner, positive(newStorageIds), remembers, Optional.empty());
                if (!bytes.hasRemaining()) {
                    medium.create(identity.encode());
                }
                return identity;
            } catch (IOException | StorageFailure failed) {
                medium.close();
                throw failed;
            }
        } catch (IOException e) {
            throw new StorageFailure(Reason.READ_FAILED, "opening " + name + " failed: " + e.getMessage(), e);
        }
    }

    /**
     * To be called before anything is opened. The hard state is made before the identity: a directory with an identity alone
     * has lost its votes, and must not get new ones.
     *
     * @throws StorageFailure DAMAGED if that is so
     */
    public static void requireHardState(Path identityFile, Path hardStateFile) throws StorageFailure {
        if (Files.exists(identityFile) && !Files.exists(hardStateFile)) {
            throw new StorageFailure(
                    Reason.DAMAGED,
                    hardStateFile
                            + " is gone, and with it this node's term and vote: it must not vote as if it remembered."
                            + " Empty the directory and let the node come back with: quorate member replace");
        }
    }

    private static long positive(LongSupplier numbers) {
        long number = numbers.getAsLong() & Long.MAX_VALUE;
        return number == 0 ? 1 : number;
    }

    private static GroupIdentity decode(HardStateMedium medium, String name, Owner owner, ByteBuffer bytes)
            throws StorageFailure {
        if (bytes.remaining() < FIXED_BYTES
                || bytes.getInt(Integer.BYTES) != bytes.limit()
                || bytes.getInt(0) != checksum(bytes)) {
            throw damaged(name);
        }
        if (bytes.get(8) != VERSION) {
            throw new StorageFailure(Reason.WRONG_FILE, name + " was written by a newer program: start that one");
        }
        try {
            ByteBuffer rest = bytes.duplicate().position(9);
            boolean fromEarlierVersion = rest.get() != 0;
            long storageId = rest.getLong();
            Owner found = new Owner(text(rest), text(rest), text(rest));
            if (!found.equals(owner)) {
                throw new StorageFailure(
                        Reason.WRONG_FILE,
                        name + " belongs to " + found + ", but this is " + owner
                                + ": a directory must not change hands");
            }
            Optional<Membership> record =
                    rest.hasRemaining() ? Optional.of(MembershipCodec.decode(rest)) : Optional.empty();
            return new GroupIdentity(medium, name, owner, storageId, fromEarlierVersion, record);
        } catch (BufferUnderflowException | CorruptEntryException malformed) {
            throw damaged(name);
        }
    }

    private static StorageFailure damaged(String name) {
        return new StorageFailure(
                Reason.DAMAGED,
                name
                        + " is damaged: which disk this is cannot be told. Empty the directory and let the node come back with:"
                        + " quorate member replace");
    }

    private ByteBuffer encode() {
        ByteBuffer formed = record.map(MembershipCodec::encode).orElse(ByteBuffer.allocate(0));
        byte[][] texts = {bytes(owner.cluster), bytes(owner.group), bytes(owner.node)};
        int lengthBytes = FIXED_BYTES + formed.remaining();
        for (byte[] text : texts) {
            lengthBytes += Short.BYTES + text.length;
        }
        ByteBuffer all = ByteBuffer.allocate(lengthBytes);
        all.putInt(0)
                .putInt(lengthBytes)
                .put(VERSION)
                .put((byte) (fromEarlierVersion ? 1 : 0))
                .putLong(storageId);
        for (byte[] text : texts) {
            all.putShort((short) text.length).put(text);
        }
        all.put(formed).flip();
        return all.putInt(0, checksum(all));
    }

    private static int checksum(ByteBuffer all) {
        CRC32C crc = new CRC32C();
        crc.update(all.duplicate().position(CHECKED_FROM));
        return (int) crc.getValue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[Short.toUnsignedInt(bytes.getShort())];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Which disk this is; positive. */
    public long storageId() {
        return storageId;
    }

    /** Whether the directory held a group's data before it had an identity. */
    public boolean isFromEarlierVersion() {
        return fromEarlierVersion;
    }

    /** With whom the group was formed, this disk among them unless it was added later. */
    public synchronized Optional<Membership> record() {
        return record;
    }

    /**
     * Remembers with whom the group was formed. On disk when it returns; blocks, once in a disk's life.
     *
     * @throws StorageFailure if the disk refused
     */
    public synchronized void form(Membership formedWith) throws StorageFailure {
        record = Optional.of(formedWith);
        try {
            medium.create(encode());
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "writing " + name + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws StorageFailure {
        try {
            medium.close();
        } catch (IOException e) {
            throw new StorageFailure(Reason.FLUSH_FAILED, "closing " + name + " failed: " + e.getMessage(), e);
        }
    }
}
