package io.quorate.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** How long consumers take for each message, in a file, so that programs of their own see it too. Set by one thread, seen by any. */
public final class Pace {
    private static final long LOOK_MILLIS = 100;

    private final Path file;

    /** As {@code file} says; where there is none, nobody takes longer than he must. */
    public Pace(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** Also those who are at work on a message. */
    public void set(long millisPerMessage) {
        Path aside = Path.of(file + ".new");
        try {
            Files.writeString(aside, String.valueOf(millisPerMessage));
            // In one step: somebody may be reading it.
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long millisPerMessage() {
        try {
            return Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException neverSet) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Works on a message for as long as it says. */
    public void work() throws InterruptedException {
        long beginNanos = System.nanoTime();
        for (long left = millisPerMessage(); left > 0; left = millisPerMessage() - millisSince(beginNanos)) {
            TimeUnit.MILLISECONDS.sleep(Math.min(left, LOOK_MILLIS));
        }
    }

    private static long millisSince(long beginNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
    }
}
