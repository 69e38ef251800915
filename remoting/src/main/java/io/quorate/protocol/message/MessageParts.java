package io.quorate.protocol.message;

import io.quorate.protocol.SysFlag;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * All of a message record that is known before it is appended. The buffers' remaining bytes count; encoding leaves their
 * positions alone. The addresses must be resolved.
 *
 * @param sysFlag its two host bits are replaced by what the addresses say: a client's claim is not to be trusted
 * @param bornHost the producer as the broker sees it
 * @param storeHost the address under which clients reach the broker; becomes part of the message id
 */
public record MessageParts(
        int queueId,
        int flag,
        int sysFlag,
        long bornTimestampMillis,
        InetSocketAddress bornHost,
        InetSocketAddress storeHost,
        int reconsumeTimes,
        long preparedTransactionOffset,
        ByteBuffer topic,
        ByteBuffer body,
        ByteBuffer properties) {
    private static final int HOST_BITS = SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6;

    public MessageParts {
        int born = HostBytes.isIpv6(bornHost) ? SysFlag.BORN_HOST_IPV6 : 0;
        int store = HostBytes.isIpv6(storeHost) ? SysFlag.STORE_HOST_IPV6 : 0;
        sysFlag = (sysFlag & ~HOST_BITS) | born | store;
    }
}
