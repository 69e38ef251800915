package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.protocol.header.SendMessageReply;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.OffsetMessageId;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.Random;

/** A sender whose messages have their values for keys, and who remembers what they are called. */
final class KeyedSender extends Sender {
    private final NamedMessages sent;

    KeyedSender(
            WireClient client,
            Cluster cluster,
            QueueEnds queues,
            NamedMessages sent,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(client, cluster, queues, recorder, random, perSecond);
        this.sent = sent;
    }

    @Override
    String properties(String value) {
        return MessageProperties.parse("").put(PropertyNames.KEYS, value).text();
    }

    @Override
    void acknowledged(String value, RemotingCommand answer) throws RequestException {
        String id = SendMessageReply.decode(answer.extFields()).msgId();
        // An id that is none is not remembered: then the message was never asked for by it, which is a violation.
        OffsetMessageId.decode(id).ifPresent(decoded -> sent.add(value, decoded.position()));
    }
}
