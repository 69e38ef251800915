package io.quorate.broker.config;

import java.nio.file.Path;

/**
 * Where this replica keeps its bytes: the log's segments, and everything else; and for how long.
 *
 * @param logBytesMax the log's oldest segments are removed as long as it is larger; 0 sets no limit
 */
public record StoreConfig(Path rootDir, Path logDir, long logBytesMax, RetentionConfig retention) {}
