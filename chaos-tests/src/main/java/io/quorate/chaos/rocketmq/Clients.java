package io.quorate.chaos.rocketmq;

import io.quorate.chaos.record.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingConnectException;
import org.apache.rocketmq.remoting.exception.RemotingTooMuchRequestException;

/** What the programs of this package share: their beginning and end, and how their clients are set. */
final class Clients {
    static final int TIMEOUT_MILLIS = 3_000;
    // The default of 30 s would let a client sit out most faults.
    private static final int ROUTE_MILLIS = 1_000;
    // Given before anything is appended: illegal message, no permission, no such topic, bad parameter.
    private static final List<Integer> REFUSALS = List.of(13, 16, 17, 29);

    private final String namesrv;

    private Clients(String namesrv) {
        this.namesrv = namesrv;
    }

    /** What a program does, between its arguments and its end. */
    interface Work {
        void run(Clients clients, Recorder recorder) throws Exception;
    }

    /** The first argument is the file for the history, the second the NameServer. */
    static void endAfter(String[] arguments, Work work) {
        boolean ended = false;
        try (Recorder recorder = Recorder.eager(Path.of(arguments[0]))) {
            work.run(new Clients(arguments[1]), recorder);
            ended = true;
            awaitInputEnd();
        } catch (Exception e) {
            e.printStackTrace(System.out);
        } finally {
            // The clients leave threads behind.
            System.exit(ended ? 0 : 1);
        }
    }

    /** Until a line on the standard input says that nothing new is to be begun, or the input ends. */
    static void awaitStop() throws IOException {
        int unused = System.in.read();
    }

    static void awaitInputEnd() throws IOException {
        while (System.in.read() >= 0) {
            // Whatever it is.
        }
    }

    static String nameOf(MessageQueue queue) {
        return nameOf(queue.getTopic(), queue.getQueueId());
    }

    /** As {@link io.quorate.chaos.workload} names queues. */
    static String nameOf(String topic, int queueId) {
        return topic + "/" + queueId;
    }

    <C extends ClientConfig> C named(C client, String name) {
        client.setNamesrvAddr(namesrv);
        client.setPollNameServerInterval(ROUTE_MILLIS);
        client.setInstanceName(name);
        return client;
    }

    /** Sends each message once. */
    <P extends DefaultMQProducer> P sendingOnce(P producer) {
        named(producer, producer.getProducerGroup());
        producer.setRetryTimesWhenSendFailed(0);
        producer.setRetryTimesWhenSendAsyncFailed(0);
        producer.setRetryAnotherBrokerWhenNotStoreOK(false);
        producer.setSendMsgTimeout(TIMEOUT_MILLIS);
        return producer;
    }

    /** Whether the message certainly was not stored. */
    static boolean isProofOfFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MQBrokerException refused) {
                return REFUSALS.contains(refused.getResponseCode());
            }
            if (cause instanceof RemotingConnectException || cause instanceof RemotingTooMuchRequestException) {
                return true;
            }
        }
        return false;
    }
}
