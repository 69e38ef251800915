package io.quorate.namesrv;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for requests that write a file, so that no I/O loop waits for a disk. Safe from any thread. */
final class FileWork implements AutoCloseable {
    /** Requests waiting; one more is answered SYSTEM_BUSY. */
    private static final int WAITING_MAX = 256;

    private static final long CLOSE_SECONDS_MAX = 5;
    private static final Logger LOG = LoggerFactory.getLogger(FileWork.class);

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            work -> new Thread(work, "namesrv-files"));

    /** What a request does on the file thread. */
    interface Work {
        RemotingCommand run() throws IOException, RequestException;
    }

    /** Runs {@code work} later and answers with what it returns. */
    void answer(RequestContext context, Work work) {
        try {
            executor.execute(() -> context.respond(outcome(work)));
        } catch (RejectedExecutionException full) {
            context.respond(ResponseCode.SYSTEM_BUSY, WAITING_MAX + " changes wait for the disk; try again later");
        }
    }

    private static RemotingCommand outcome(Work work) {
        try {
            return work.run();
        } catch (RequestException refused) {
            return RemotingCommand.response(refused.responseCode(), refused.getMessage());
        } catch (IOException failed) {
            LOG.error("a change was not made because its file could not be written", failed);
            return RemotingCommand.response(
                    ResponseCode.SYSTEM_ERROR, "nothing changed, the file could not be written: " + failed);
        } catch (RuntimeException unexpected) {
            LOG.error("a change failed", unexpected);
            return RemotingCommand.response(ResponseCode.SYSTEM_ERROR, unexpected.toString());
        }
    }

    /** Lets what waits be done first, for a bounded time. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn(
                        "stopped with {} changes not written",
                        executor.getQueue().size());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
