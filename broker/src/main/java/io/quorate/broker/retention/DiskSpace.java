package io.quorate.broker.retention;

import java.io.IOException;

/** How full the file system is on which something stands. */
@FunctionalInterface
public interface DiskSpace {
    DiskUse look() throws IOException;
}
