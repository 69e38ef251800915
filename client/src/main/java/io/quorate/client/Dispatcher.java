package io.quorate.client;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a consumer's listener on threads of its own, in the order of submission. The line has no bound of its own: each
 * queue stops pulling at its limits. Safe from any thread.
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final MessageListener listener;
    private final ThreadPoolExecutor threads;

    Dispatcher(String group, int threadCount, MessageListener listener) {
        this.listener = listener;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "quorate-listener-" + group + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        // After close nobody may be called any more; the messages were never committed.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Hands the messages to the listener, then its outcome to {@code done} on the same thread. */
    void submit(List<MessageView> messages, Consumer<Outcome> done) {
        threads.execute(() -> done.accept(outcomeOf(messages)));
    }

    private Outcome outcomeOf(List<MessageView> messages) {
        try {
            Outcome outcome = listener.onMessages(messages);
            return outcome == null ? Outcome.LATER : outcome;
        } catch (Exception e) {
            log.warn("listener failed, its messages come again later: first={}", messages.get(0), e);
            return Outcome.LATER;
        }
    }

    /** Drops what is in line, and waits for listeners that run; true if none runs any more. */
    boolean close(long timeoutMillis) throws InterruptedException {
        // Not shutdownNow: that would interrupt the listeners that run.
        threads.getQueue().clear();
        threads.shutdown();
        return threads.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
    }
}
