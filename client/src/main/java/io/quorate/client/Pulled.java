package io.quorate.client;

import io.quorate.client.internal.GroupCall;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.PullMessageReply;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A pull's answer, read and checked.
 *
 * @param address who answered
 * @param remark what it said besides, or null
 * @param reply where the queue stands
 */
record Pulled(int code, String address, String remark, PullMessageReply reply, List<MessageView> messages) {
    /** Its code says nothing about the queue: to be tried again. */
    boolean isRefusal() {
        return reply == null;
    }

    /**
     * Refuses an answer that contradicts itself or the request, or holds a damaged record: none of it must be delivered,
     * and the position must not move on its word.
     */
    static Pulled read(MessageQueue queue, long queueOffset, GroupCall.Answer answer) throws RequestException {
        RemotingCommand response = answer.response();
        switch (response.code()) {
            case ResponseCode.SUCCESS,
                    ResponseCode.PULL_NOT_FOUND,
                    ResponseCode.PULL_RETRY_IMMEDIATELY,
                    ResponseCode.PULL_OFFSET_MOVED -> {}
            default -> {
                return new Pulled(response.code(), answer.address(), response.remark(), null, List.of());
            }
        }
        PullMessageReply reply = PullMessageReply.decode(response.extFields());
        List<MessageView> messages =
                response.code() == ResponseCode.SUCCESS ? records(queue, queueOffset, reply, response) : List.of();
        return new Pulled(response.code(), answer.address(), response.remark(), reply, messages);
    }

    private static List<MessageView> records(
            MessageQueue queue, long queueOffset, PullMessageReply reply, RemotingCommand response)
            throws RequestException {
        ByteBuffer body = response.body().nioBuffer();
        MessageRecordView record = new MessageRecordView();
        List<MessageView> messages = new ArrayList<>();
        long expectedMin = queueOffset;
        int at = body.position();
        while (at < body.limit()) {
            record.wrap(body, at);
            String problem = record.problemWithBody();
            if (problem != null) {
                throw broken("record at byte " + at + ": " + problem);
            }
            long offset = record.queueOffset();
            if (offset < expectedMin || offset >= reply.nextBeginOffset() || record.queueId() != queue.queueId()) {
                throw broken("record of queue " + record.queueId() + " offset " + offset + ", expected queue "
                        + queue.queueId() + " and [" + expectedMin + ", " + reply.nextBeginOffset() + ")");
            }
            messages.add(new MessageView(queue, record));
            expectedMin = offset + 1;
            at += record.totalBytes();
        }
        return messages;
    }

    private static RequestException broken(String what) {
        return new RequestException(ResponseCode.SYSTEM_ERROR, "the answer to a pull is broken: " + what);
    }
}
