package io.quorate.chaos.official;

import java.io.IOException;
import java.io.OutputStream;

/** End of the standard input, seen by all threads. */
final class InputEnd {
    private volatile boolean reached;

    boolean isReached() {
        return reached;
    }

    void await() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
        reached = true;
    }
}
