package io.quorate.client;

import io.quorate.protocol.Names;
import java.time.Duration;

/**
 * How a producer sends.
 *
 * @param group producer group, shown in statistics
 * @param sendTimeout a send is tried again until then; its future completes soon after at the latest
 * @param attemptTimeout how long one replica may stay silent before another is tried
 * @param inFlightCountMax sends under way at once; those above wait in line for up to their timeout. With 1, keyed
 *     asynchronous sends keep their order over retries, too
 * @param inFlightBytesMax body bytes under way at once; likewise
 * @param waitingMax sends in line; above it a send fails at once as overloaded
 * @param compressAboveBytes bodies larger than this are deflated (ZLIB) if that makes them smaller; 0 for never
 * @param defaultQueueCount queues of a topic that this producer's first send creates
 */
public record ProducerConfig(
        String group,
        Duration sendTimeout,
        Duration attemptTimeout,
        int inFlightCountMax,
        long inFlightBytesMax,
        int waitingMax,
        int compressAboveBytes,
        int defaultQueueCount) {
    public ProducerConfig {
        Checks.noProblem(Names.groupProblem(group));
        Checks.positive("sendTimeout", sendTimeout);
        Checks.positive("attemptTimeout", attemptTimeout);
        Checks.require(inFlightCountMax > 0, "inFlightCountMax is " + inFlightCountMax + ": at least 1 is needed");
        Checks.require(inFlightBytesMax > 0, "inFlightBytesMax is " + inFlightBytesMax + ": at least 1 is needed");
        Checks.require(waitingMax >= 0, "waitingMax is " + waitingMax + ": 0 or more is needed");
        Checks.require(compressAboveBytes >= 0, "compressAboveBytes is " + compressAboveBytes + ": 0 means never");
        Checks.require(defaultQueueCount > 0, "defaultQueueCount is " + defaultQueueCount + ": at least 1 is needed");
    }

    /** Defaults: 10 s a send, 3 s an attempt, 4096 sends or 24 MiB under way, no compression, 4 queues. */
    public static ProducerConfig of(String group) {
        return new ProducerConfig(group, Duration.ofSeconds(10), Duration.ofSeconds(3), 4096, 24L << 20, 65_536, 0, 4);
    }

    public ProducerConfig withSendTimeout(Duration timeout) {
        return new ProducerConfig(
                group,
                timeout,
                attemptTimeout,
                inFlightCountMax,
                inFlightBytesMax,
                waitingMax,
                compressAboveBytes,
                defaultQueueCount);
    }

    public ProducerConfig withAttemptTimeout(Duration timeout) {
        return new ProducerConfig(
                group,
                sendTimeout,
                timeout,
                inFlightCountMax,
                inFlightBytesMax,
                waitingMax,
                compressAboveBytes,
                defaultQueueCount);
    }

    public ProducerConfig withInFlightMax(int countMax, long bytesMax) {
        return new ProducerConfig(
                group,
                sendTimeout,
                attemptTimeout,
                countMax,
                bytesMax,
                waitingMax,
                compressAboveBytes,
                defaultQueueCount);
    }

    public ProducerConfig withWaitingMax(int countMax) {
        return new ProducerConfig(
                group,
                sendTimeout,
                attemptTimeout,
                inFlightCountMax,
                inFlightBytesMax,
                countMax,
                compressAboveBytes,
                defaultQueueCount);
    }

    public ProducerConfig withCompressAboveBytes(int bytes) {
        return new ProducerConfig(
                group,
                sendTimeout,
                attemptTimeout,
                inFlightCountMax,
                inFlightBytesMax,
                waitingMax,
                bytes,
                defaultQueueCount);
    }

    public ProducerConfig withDefaultQueueCount(int count) {
        return new ProducerConfig(
                group,
                sendTimeout,
                attemptTimeout,
                inFlightCountMax,
                inFlightBytesMax,
                waitingMax,
                compressAboveBytes,
                count);
    }
}
