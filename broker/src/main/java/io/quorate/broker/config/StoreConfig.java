package io.quorate.broker.config;

import java.nio.file.Path;

/**
 * Where this replica keeps its bytes: the log's segments, and everything else.
 *
 * @param logBytesMax the log's oldest segments are removed as long as it is larger; 0 keeps everything
 * @param scrubBytesPerSecond how fast old segments are read again to find damage; 0: they are not
 * @param scrubIntervalMinutes from the beginning of one such reading of all of them to that of the next, at least
 */
public record StoreConfig(
        Path rootDir, Path logDir, long logBytesMax, long scrubBytesPerSecond, int scrubIntervalMinutes) {}
