package io.quorate.commitlog.disk;

import io.quorate.raft.Invariants;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that behaves at a crash as badly as a real one may. Everything random comes from one seed.
 *
 * <ul>
 *   <li>{@link #crash()} loses or tears what was not forced, per write; names that were not forced come and go as a prefix
 *       of what was done to their directory. Handles from before the crash are dead, locks are free.
 *   <li>Writes and forces fail on demand; a failed write may have written a part, a failed force may have saved a part.
 *   <li>The disk is full once {@link #setCapacityBytes} is reached, counted in blocks really written; the write that finds
 *       it so has written what there was room for.
 *   <li>{@link #flipBit} damages what is stored, silently.
 *   <li>Views of a file that nobody has mapped any more read as rubbish: whoever still uses one is found out.
 * </ul>
 *
 * <p>Callable from any thread; one lock guards everything, so it is made for tests and simulation only.
 */
public final class SimulatedDisk implements Disk {
    private final SplittableRandom random;
    private final DiskFaults faults = new DiskFaults();
    private final Set<Path> directories = new HashSet<>();
    private final Set<Path> locked = new HashSet<>();
    private final Map<Path, SimulatedFile> names = new TreeMap<>();
    private final Map<Path, SimulatedFile> forcedNames = new TreeMap<>();

    /** What was done to names since their directory was last forced, oldest first. */
    private final List<NameChange> unforced = new ArrayList<>();

    private long capacityBytes = Long.MAX_VALUE;
    private long epoch; // grows with every crash; a handle of an older one is dead

    private record NameChange(Path directory, Consumer<Map<Path, SimulatedFile>> change) {}

    public SimulatedDisk(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The power goes. What is open stops working; what was not forced is as the seed decides. */
    public synchronized void crash() {
        epoch++;
        locked.clear();
        int kept = unforced.isEmpty() ? 0 : random.nextInt(unforced.size() + 1);
        for (NameChange done : unforced.subList(0, kept)) {
            done.change().accept(forcedNames);
        }
        unforced.clear();
        names.clear();
        names.putAll(forcedNames);
        for (SimulatedFile file : new ArrayList<>(names.values())) {
            file.crash(random);
        }
    }

    /** The process ends without a power loss: handles die and locks are free, but the page cache lives on. */
    public synchronized void kill() {
        epoch++;
        names.values().forEach(SimulatedFile::unviewed);
        locked.clear();
    }

    /** The write after the next {@code count} ones fails, having written a part at most. */
    public synchronized void failWriteAfter(int count) {
        faults.failWriteAfter(count);
    }

    /** The force after the next {@code count} ones fails. */
    public synchronized void failForceAfter(int count) {
        faults.failForceAfter(count);
    }

    public synchronized void setCapacityBytes(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** From now on no more than so many bytes more can be written. */
    public synchronized void fill(long leftBytes) {
        capacityBytes = allocatedBytes() + leftBytes;
    }

    /** Damages one stored bit, in the page cache and on the platter. */
    public synchronized void flipBit(Path file, long position, int bit) throws IOException {
        existing(file).flipBit(Math.toIntExact(position), bit);
    }

    /** Copies stored bytes over others, silently: a write that went to the wrong place. */
    public synchronized void copy(Path from, long fromPosition, Path to, long toPosition, int lengthBytes)
            throws IOException {
        byte[] bytes = new byte[lengthBytes];
        existing(from).read(Math.toIntExact(fromPosition), bytes);
        existing(to).replace(Math.toIntExact(toPosition), bytes);
    }

    /**
     * Brings back what was in the file before one of the writes that ended before {@code endPosition}, silently: a write that
     * never happened. Only writes over other bytes are remembered, and only the newest of those.
     *
     * @return whether there was such a write
     */
    public synchronized boolean loseWriteBefore(Path file, long endPosition) throws IOException {
        return existing(file).loseWriteBefore(endPosition, random);
    }

    /** What a power loss now would leave of the file for certain, read-only; empty if its name might not be there. */
    public synchronized Optional<ByteBuffer> forcedBytes(Path file) {
        return Optional.ofNullable(forcedNames.get(file)).map(SimulatedFile::forcedView);
    }

    @Override
    public synchronized void createDirectories(Path directory) {
        directories.add(directory);
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        if (!directories.contains(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        return names.keySet().stream()
                .filter(file -> directory.equals(file.getParent()))
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }

    @Override
    public synchronized boolean exists(Path file) {
        return names.containsKey(file);
    }

    @Override
    public synchronized long sizeBytes(Path file) throws IOException {
        return existing(file).sizeBytes();
    }

    @Override
    public synchronized DiskFile create(Path file, long sizeBytes) throws IOException {
        if (names.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (!directories.contains(file.getParent())) {
            throw new NoSuchFileException(file.toString());
        }
        SimulatedFile made = new SimulatedFile(Math.toIntExact(sizeBytes));
        change(file, map -> map.put(file, made));
        return new SimulatedHandle(this, made, epoch);
    }

    @Override
    public synchronized DiskFile open(Path file) throws IOException {
        return new SimulatedHandle(this, existing(file), epoch);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        existing(file);
        change(file, map -> map.remove(file));
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        SimulatedFile file = existing(from);
        change(from, map -> {
            map.remove(from);
            map.put(to, file);
        });
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        if (faults.forceFails()) {
            throw new IOException("simulated failure to force " + directory);
        }
        for (NameChange done : unforced) {
            if (done.directory().equals(directory)) {
                done.change().accept(forcedNames);
            }
        }
        unforced.removeIf(done -> done.directory().equals(directory));
    }

    @Override
    public synchronized long usableBytes(Path directory) {
        return Math.max(0, capacityBytes - allocatedBytes());
    }

    @Override
    public synchronized Closeable lock(Path directory) throws IOException {
        if (!locked.add(directory)) {
            throw new IOException(directory + " is in use by another node or process");
        }
        long lockedIn = epoch;
        return () -> unlock(directory, lockedIn);
    }

    private synchronized void unlock(Path directory, long lockedIn) {
        if (lockedIn == epoch) {
            locked.remove(directory);
        }
    }

    private void change(Path file, Consumer<Map<Path, SimulatedFile>> change) {
        change.accept(names);
        unforced.add(new NameChange(file.getParent(), change));
    }

    private SimulatedFile existing(Path file) throws NoSuchFileException {
        SimulatedFile found = names.get(file);
        if (found == null) {
            throw new NoSuchFileException(file.toString());
        }
        return found;
    }

    private long allocatedBytes() {
        return names.values().stream().mapToLong(SimulatedFile::allocatedBytes).sum();
    }

    // The handles' operations: here, because the lock and the faults are the disk's.

    synchronized void write(SimulatedFile file, long madeIn, int position, byte[] bytes) throws IOException {
        checkAlive(madeIn);
        if (faults.writeFails()) {
            file.write(position, bytes, random.nextInt(bytes.length + 1));
            throw new IOException("simulated failure to write");
        }
        // Adding up what is allocated takes time, and most disks are never full.
        if (capacityBytes != Long.MAX_VALUE) {
            int count = file.bytesThatFit(position, bytes.length, capacityBytes - allocatedBytes());
            if (count < bytes.length) {
                file.write(position, bytes, count); // as a system does: up to the last free block
                throw new DiskFullException("simulated: no space left on device", null);
            }
        }
        file.write(position, bytes, bytes.length);
    }

    synchronized void force(SimulatedFile file, long madeIn) throws IOException {
        checkAlive(madeIn);
        if (faults.forceFails()) {
            file.loseSomeUnforced(random);
            throw new IOException("simulated failure to force");
        }
        file.force();
    }

    synchronized void read(SimulatedFile file, long madeIn, int position, byte[] target) throws IOException {
        checkAlive(madeIn);
        file.read(position, target);
    }

    /** More or fewer handles have a view of the file. */
    synchronized void viewed(SimulatedFile file, long madeIn, int more) {
        if (madeIn == epoch) {
            file.viewed(more);
        }
    }

    private void checkAlive(long madeIn) throws IOException {
        Invariants.check(madeIn <= epoch, "a handle is not from the future", madeIn, epoch);
        if (madeIn != epoch) {
            throw new IOException("simulated: this handle is from before the crash");
        }
    }
}
