package io.quorate.chaos.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** What a disk may do to a file. */
enum Damage {
    /** One to ten bits. */
    FLIP {
        @Override
        String apply(Path file, int usedBytes, Random random) throws IOException {
            int flips = 1 + random.nextInt(10);
            StringBuilder where = new StringBuilder("bits flipped at bytes");
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                for (int i = 0; i < flips; i++) {
                    int at = random.nextInt(usedBytes);
                    bytes.seek(at);
                    int before = bytes.read();
                    bytes.seek(at);
                    bytes.write(before ^ (1 << random.nextInt(Byte.SIZE)));
                    where.append(' ').append(at);
                }
            }
            return where.toString();
        }
    },
    /** A write that went to the wrong place. */
    COPY {
        @Override
        String apply(Path file, int usedBytes, Random random) throws IOException {
            int chunks = usedBytes / CHUNK_BYTES;
            if (chunks < 2) {
                return FLIP.apply(file, usedBytes, random);
            }
            int from = random.nextInt(chunks);
            int to = (from + 1 + random.nextInt(chunks - 1)) % chunks;
            byte[] chunk = new byte[CHUNK_BYTES];
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.seek((long) from * CHUNK_BYTES);
                bytes.readFully(chunk);
                bytes.seek((long) to * CHUNK_BYTES);
                bytes.write(chunk);
            }
            return "chunk " + from + " of " + CHUNK_BYTES + " bytes copied over chunk " + to;
        }
    },
    /** Mostly by little. */
    TRUNCATE {
        @Override
        String apply(Path file, int usedBytes, Random random) throws IOException {
            int lost = (int) Math.max(1, Math.exp(random.nextDouble() * Math.log(usedBytes)));
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.setLength((long) usedBytes - lost);
            }
            return "cut to " + (usedBytes - lost) + " bytes";
        }
    },
    DELETE {
        @Override
        String apply(Path file, int usedBytes, Random random) throws IOException {
            Files.delete(file);
            return "deleted";
        }
    };

    private static final int CHUNK_BYTES = 4096;

    /**
     * Does it, and says where.
     *
     * @param usedBytes of the file, from its start: what is behind them means nothing
     */
    abstract String apply(Path file, int usedBytes, Random random) throws IOException;
}
