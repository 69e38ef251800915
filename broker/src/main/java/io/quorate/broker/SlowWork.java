package io.quorate.broker;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what may wait for the disk longer than an I/O loop should: one that writes indexes, one that searches them, one that
 * reads delayed messages that are due, one that reads undecided transactions.
 */
final class SlowWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowWork.class);

    private static final int CLOSE_SECONDS_MAX = 5;
    private static final int TRANSACTION_TASKS_MAX = 16; // one is the rule; over it they are put off
    private static final int DUE_READS_MAX = 4; // one more is refused, and tried again with the next tick

    // At most one task for each segment of the log.
    private final ThreadPoolExecutor sealer = thread("index-sealer", new LinkedBlockingQueue<>());
    private final ThreadPoolExecutor searches;
    // One at a time, and what a leadership before left behind.
    private final ThreadPoolExecutor dueMessages = thread("due-messages", new ArrayBlockingQueue<>(DUE_READS_MAX));

    private final ThreadPoolExecutor transactions =
            thread("transactions", new ArrayBlockingQueue<>(TRANSACTION_TASKS_MAX));

    /** @param searchesMax that may wait; one more is refused (RejectedExecutionException), for who asks must not search */
    SlowWork(int searchesMax) {
        searches = thread("searches", new ArrayBlockingQueue<>(searchesMax));
    }

    private static ThreadPoolExecutor thread(String name, BlockingQueue<Runnable> waiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, waiting, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    Executor sealer() {
        return sealer;
    }

    Executor searches() {
        return searches;
    }

    Executor dueMessages() {
        return dueMessages;
    }

    Executor transactions() {
        return transactions;
    }

    @Override
    public void close() {
        searches.shutdownNow();
        dueMessages.shutdownNow();
        transactions.shutdownNow();
        sealer.shutdown();
        try {
            if (!sealer.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.info("an index is left half made, the next start makes it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
