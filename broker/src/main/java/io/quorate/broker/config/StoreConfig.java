package io.quorate.broker.config;

import java.nio.file.Path;

/** Where this replica keeps its bytes: the log's segments, and everything else. */
public record StoreConfig(Path rootDir, Path logDir) {}
