package io.quorate.broker.state;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A send whose topic and queue were found valid.
 *
 * @param sysFlag as the client sent it
 * @param bornHost the client as the broker sees it, resolved
 * @param properties the property string, "" for none
 * @param body the remaining bytes of a buffer that is only read, and only while encoding; of a batch: all its units
 */
public record IncomingMessage(
        String topic,
        int queueId,
        int sysFlag,
        int flag,
        long bornTimestampMillis,
        InetSocketAddress bornHost,
        int reconsumeTimes,
        String properties,
        ByteBuffer body) {}
