package io.quorate.chaos.cluster;

import io.quorate.chaos.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A small ext4 of its own for each node, in a file. Its power is cut by the kernel's shutdown of a file system. Needs root. */
public final class LoopDisks implements Disks {
    private static final String IMAGE_SIZE = "768M";
    private static final Duration UNMOUNT_MAX = Duration.ofSeconds(20);
    private static final int PAGE_BYTES = 4096;
    // To either side of the place written last: what a node writes between two flushes is far less.
    private static final int TORN_PAGES_MAX = 128;
    private static final String CANARY = "written-and-not-flushed";
    private static final String TO_BE_LOST = "to be lost";

    private final Path dir;
    private final Path tool;
    private final Ledger ledger;
    private final Set<String> mounted = new HashSet<>();

    /** @param tool {@code scripts/chaos/disk.pl}: Java can make no ioctl */
    public LoopDisks(Path dir, List<String> nodes, Path tool, Ledger ledger) {
        this.dir = dir;
        this.tool = tool;
        this.ledger = ledger;
        nodes.forEach(this::make);
    }

    private void make(String node) {
        try {
            Files.createDirectories(mountPoint(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String image = image(node).toString();
        Shell.run("truncate", "-s", IMAGE_SIZE, image);
        Shell.run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image);
        mount(node);
    }

    private void mount(String node) {
        ledger.add("mount", mountPoint(node));
        Shell.run(
                "mount", "-o", "loop", image(node).toString(), mountPoint(node).toString());
        mounted.add(node);
    }

    private Path image(String node) {
        return dir.resolve(node + ".img");
    }

    private Path mountPoint(String node) {
        return dir.resolve(node).resolve("disk");
    }

    private Path canary(String node) {
        return mountPoint(node).resolve(CANARY);
    }

    @Override
    public Path store(String node) {
        return mountPoint(node).resolve("store");
    }

    @Override
    public boolean canLosePower() {
        return true;
    }

    @Override
    public void cutPower(String node) {
        writeCanary(node);
        Shell.run("perl", tool.toString(), "cut", mountPoint(node).toString());
    }

    @Override
    public void cutPowerTorn(String node, Path written, long aroundByte, Random random) {
        writeCanary(node);
        List<String> command = new ArrayList<>(
                List.of("perl", tool.toString(), "cut-torn", mountPoint(node).toString(), written.toString()));
        long page = aroundByte / PAGE_BYTES;
        for (long near = Math.max(0, page - TORN_PAGES_MAX); near < page + TORN_PAGES_MAX; near++) {
            if (random.nextBoolean()) {
                command.add(String.valueOf(near));
            }
        }
        Shell.run("", command);
    }

    private void writeCanary(String node) {
        try {
            Files.writeString(canary(node), TO_BE_LOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean restorePower(String node) {
        unmount(node);
        mount(node);
        return isCanaryLost(node);
    }

    /** Somebody else's flush may have saved its name, but not what is in it. */
    private boolean isCanaryLost(String node) {
        try {
            return !Files.exists(canary(node))
                    || !Files.readString(canary(node)).equals(TO_BE_LOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unmount(String node) {
        // The killed process may not be through yet with closing its files.
        Await.until(
                "the disk of " + node + " to be let go",
                UNMOUNT_MAX,
                () -> Shell.attempt("umount", mountPoint(node).toString()));
        // Whoever had it mounted besides, as a container that has just ended, may take a moment longer. Mounted anew
        // before that it would be the same dead file system again.
        Await.until(
                "the loop device of " + node + " to be let go",
                UNMOUNT_MAX,
                () -> Shell.run("losetup", "-j", image(node).toString()).isBlank());
        mounted.remove(node);
    }

    @Override
    public void close() {
        for (String node : List.copyOf(mounted)) {
            try {
                unmount(node);
            } catch (AssertionError held) {
                // It goes as soon as whoever holds it lets go.
                Shell.attempt("umount", "-l", mountPoint(node).toString());
            }
        }
    }
}
