package io.quorate.commitlog.disk;

import java.io.IOException;

/** No space for the bytes to be written. */
public final class DiskFullException extends IOException {
    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
