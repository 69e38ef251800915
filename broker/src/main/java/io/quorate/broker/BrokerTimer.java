package io.quorate.broker;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which things happen every so often. What runs here must not block. */
final class BrokerTimer implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerTimer.class);

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "broker-timer"));

    void every(long millis, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Once. Dropped as in {@link #execute}. */
    void after(long millis, Runnable task) {
        try {
            var unused = executor.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the timer is closed", e);
        }
    }

    /** Dropped once the timer is closed: what it was for has stopped too. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("the timer is closed", e);
        }
    }

    // A task that throws would never be run again.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("a periodic task failed and is tried again at its next turn", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
