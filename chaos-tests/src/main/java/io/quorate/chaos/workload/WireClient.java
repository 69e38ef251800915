package io.quorate.chaos.workload;

import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.EndTransactionHeader;
import io.quorate.protocol.header.PullMessageHeader;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.protocol.header.QueryConsumerOffsetHeader;
import io.quorate.protocol.header.QueryMessageHeader;
import io.quorate.protocol.header.QueueHeader;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.header.UpdateConsumerOffsetHeader;
import io.quorate.protocol.message.BatchBody;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.SeenRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Single requests to a node of the caller's choice: nothing is tried twice, nobody else is asked. Safe from any thread. */
public final class WireClient implements AutoCloseable {
    /** Short against faults: a process that waits sees nothing. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final int PULLED_MAX = 32;
    private static final int FOUND_MAX = 8;
    private static final String NO_MESSAGE_THERE = "no message starts at position";
    private static final String PRODUCER_GROUP = "chaos-wire";
    private static final int CONNECT_MILLIS_MAX = 1_000;
    private static final int RETRY_MILLIS_MAX = 200;

    private final IoLoops loops = new IoLoops("chaos-wire", 1);
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults()
                    .withConnectTimeoutMillis(CONNECT_MILLIS_MAX)
                    .withRetryBackoffMillisMax(RETRY_MILLIS_MAX),
            loops,
            HandlerTable.builder().build());

    /** A queue of a topic. */
    record Queue(String topic, int id) {
        /** As histories name it. */
        @Override
        public String toString() {
            return topic + "/" + id;
        }
    }

    /** What a node said of a pull; {@code records} are empty unless the code is SUCCESS. */
    record Pulled(int code, List<SeenRecord> records, long nextOffset) {}

    RemotingCommand call(String address, RemotingCommand request) throws RemotingException, InterruptedException {
        try {
            return client.invoke(address, request, TIMEOUT).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemotingException failure) {
                throw failure;
            }
            throw new RemotingException(RemotingException.Reason.CONNECTION_CLOSED, "unforeseen", e.getCause());
        }
    }

    /** The answer as it is. */
    RemotingCommand send(String address, Queue queue, byte[] body, String properties)
            throws RemotingException, InterruptedException {
        return send(RequestCode.SEND_MESSAGE_V2, address, queue, body, properties);
    }

    /** All of {@code units} or none. The answer as it is. */
    RemotingCommand sendBatch(String address, Queue queue, List<BatchBody.Unit> units)
            throws RemotingException, InterruptedException {
        byte[] body = BatchBody.encode(units).array();
        return send(RequestCode.SEND_BATCH_MESSAGE, address, queue, body, "");
    }

    private RemotingCommand send(int code, String address, Queue queue, byte[] body, String properties)
            throws RemotingException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(code);
        new SendMessageHeader(
                        PRODUCER_GROUP,
                        queue.topic(),
                        "",
                        1,
                        queue.id(),
                        0,
                        System.currentTimeMillis(),
                        0,
                        properties,
                        0,
                        false,
                        SendMessageHeader.NO_MAX_RECONSUME_TIMES,
                        code == RequestCode.SEND_BATCH_MESSAGE,
                        "")
                .encodeV2(request.extFields());
        return call(address, request.body(body));
    }

    static long offsetOf(RemotingCommand sent) throws RequestException {
        return SendMessageReply.decode(sent.extFields()).queueOffset();
    }

    /** The answer as it is. */
    RemotingCommand end(String address, EndTransactionHeader transaction)
            throws RemotingException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(RequestCode.END_TRANSACTION);
        transaction.encode(request.extFields());
        return call(address, request);
    }

    Pulled pull(String address, String consumerGroup, Queue queue, long offset, long suspendMillis)
            throws RemotingException, InterruptedException, RequestException {
        RemotingCommand request = RemotingCommand.request(RequestCode.PULL_MESSAGE);
        new PullMessageHeader(
                        consumerGroup,
                        queue.topic(),
                        queue.id(),
                        offset,
                        PULLED_MAX,
                        PullMessageHeader.SUBSCRIPTION | (suspendMillis > 0 ? PullMessageHeader.SUSPEND : 0),
                        0,
                        suspendMillis,
                        "*",
                        0,
                        "TAG",
                        Integer.MAX_VALUE)
                .encode(request.extFields());
        RemotingCommand answer = call(address, request);
        return switch (answer.code()) {
            case ResponseCode.SUCCESS -> new Pulled(answer.code(), records(answer), next(answer));
            case ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_RETRY_IMMEDIATELY, ResponseCode.PULL_OFFSET_MOVED ->
                new Pulled(answer.code(), List.of(), next(answer));
            default -> new Pulled(answer.code(), List.of(), offset);
        };
    }

    private static long next(RemotingCommand answer) throws RequestException {
        return PullMessageReply.decode(answer.extFields()).nextBeginOffset();
    }

    /** What does not match its checksum counts as not answered: RocketMQ's clients look, too. */
    static List<SeenRecord> records(RemotingCommand answer) throws RequestException {
        ByteBuffer bytes = answer.body().nioBuffer();
        MessageRecordView record = new MessageRecordView();
        List<SeenRecord> seen = new ArrayList<>();
        for (int at = bytes.position(); at < bytes.limit(); at += record.totalBytes()) {
            record.wrap(bytes, at);
            String problem = record.problemWithBody();
            if (problem != null) {
                throw new RequestException(ResponseCode.SYSTEM_ERROR, problem);
            }
            byte[] body = new byte[record.bodyBytes()];
            record.body().get(body);
            seen.add(MessageBody.seen(record.queueOffset(), body));
        }
        return seen;
    }

    /** What the node finds by this key; nothing if it says that there is nothing. */
    List<SeenRecord> byKey(String address, String topic, String key)
            throws RemotingException, InterruptedException, RequestException {
        RemotingCommand request = RemotingCommand.request(RequestCode.QUERY_MESSAGE);
        new QueryMessageHeader(topic, key, FOUND_MAX, 0, Long.MAX_VALUE, "", false).encode(request.extFields());
        return found(call(address, request), ResponseCode.QUERY_NOT_FOUND);
    }

    /** The message whose id names this place in the log; nothing if the node says that there is none. */
    List<SeenRecord> byPosition(String address, long position)
            throws RemotingException, InterruptedException, RequestException {
        RemotingCommand request = RemotingCommand.request(RequestCode.VIEW_MESSAGE_BY_ID);
        request.field("offset", position);
        RemotingCommand answer = call(address, request);
        boolean none = answer.remark() != null && answer.remark().startsWith(NO_MESSAGE_THERE);
        return none ? List.of() : found(answer, ResponseCode.SUCCESS);
    }

    private static List<SeenRecord> found(RemotingCommand answer, int nothing) throws RequestException {
        if (answer.code() == ResponseCode.SUCCESS) {
            return records(answer);
        }
        if (answer.code() == nothing) {
            return List.of();
        }
        throw new RequestException(answer.code(), answer.remark());
    }

    RemotingCommand maxOffset(String address, Queue queue) throws RemotingException, InterruptedException {
        return ofQueue(RequestCode.GET_MAX_OFFSET, address, queue);
    }

    RemotingCommand minOffset(String address, Queue queue) throws RemotingException, InterruptedException {
        return ofQueue(RequestCode.GET_MIN_OFFSET, address, queue);
    }

    private RemotingCommand ofQueue(int code, String address, Queue queue)
            throws RemotingException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(code);
        new QueueHeader(queue.topic(), queue.id()).encode(request.extFields());
        return call(address, request);
    }

    RemotingCommand commit(String address, String consumerGroup, Queue queue, long offset)
            throws RemotingException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(RequestCode.UPDATE_CONSUMER_OFFSET);
        new UpdateConsumerOffsetHeader(consumerGroup, queue.topic(), queue.id(), offset).encode(request.extFields());
        return call(address, request);
    }

    RemotingCommand committed(String address, String consumerGroup, Queue queue)
            throws RemotingException, InterruptedException {
        RemotingCommand request = RemotingCommand.request(RequestCode.QUERY_CONSUMER_OFFSET);
        new QueryConsumerOffsetHeader(consumerGroup, queue.topic(), queue.id(), false).encode(request.extFields());
        return call(address, request);
    }

    /** The field of answers about offsets. */
    static long offsetField(RemotingCommand answer) throws RequestException {
        return Fields.requiredLong(answer.extFields(), "offset");
    }

    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
