package io.quorate.remoting;

import static io.quorate.remoting.Eventually.eventually;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

/** That a leak would be seen: without this, {@link LeakWatch} could pass because it watches nothing. */
class LeakWatchTest {
    @Test
    @SuppressWarnings("CheckReturnValue") // losing the buffer is the point
    void aLostBufferIsLogged() {
        try (LogWatch log = new LogWatch(ResourceLeakDetector.class)) {
            ByteBufAllocator.DEFAULT.directBuffer(1);
            eventually("a leak is logged", () -> {
                System.gc();
                ByteBufAllocator.DEFAULT.directBuffer(1).release();
                return log.lines().stream().anyMatch(line -> line.contains("LEAK"));
            });
        }
    }
}
