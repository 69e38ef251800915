package io.quorate.protocol.message;

import io.quorate.protocol.SysFlag;

/**
 * Where the fields of a stored message record are, from its first byte. RocketMQ's layout, on disk and on the wire,
 * big-endian. With IPv4 hosts:
 *
 * <pre>
 *  0 int  totalSize      whole record, this field included
 *  4 int  magic          v1, or v2 whose topic length is a short
 *  8 int  bodyCrc        CRC-32 of the body, top bit cleared
 * 12 int  queueId
 * 16 int  flag           the producer's, passed through
 * 20 long queueOffset    fixed at append
 * 28 long position       of byte 0 of this record in the log; fixed at append
 * 36 int  sysFlag        its bits 4 and 5 say how wide the two hosts are
 * 40 long bornTimestamp
 * 48      bornHost       address (4 or 16 bytes), port (int)
 * 56 long storeTimestamp fixed at append; from here on 12 further for an IPv6 bornHost
 * 64      storeHost      from here on 12 further for an IPv6 storeHost, too
 * 72 int  reconsumeTimes
 * 76 long preparedTransactionOffset
 * 84 int  bodyLength, body
 *         topicLength (byte in v1, short in v2), topic
 *         propertiesLength (short), properties
 * </pre>
 */
public final class RecordLayout {
    public static final int MAGIC_V1 = 0xDAA320A7;
    /** Only for topics too long for v1's signed length byte: Go clients cannot read it. */
    public static final int MAGIC_V2 = 0xDAA320AB;
    /** Marks the unused end of a file in RocketMQ's own logs. Never in ours. */
    public static final int MAGIC_BLANK = 0xCBD43194;

    public static final int TOTAL_SIZE_AT = 0;
    public static final int MAGIC_AT = 4;
    public static final int BODY_CRC_AT = 8;
    public static final int QUEUE_ID_AT = 12;
    public static final int FLAG_AT = 16;
    public static final int QUEUE_OFFSET_AT = 20;
    public static final int POSITION_AT = 28;
    public static final int SYS_FLAG_AT = 36;
    public static final int BORN_TIMESTAMP_AT = 40;
    public static final int BORN_HOST_AT = 48;
    /** With an IPv4 bornHost; use {@link #storeTimestampAt} unless that is certain. */
    public static final int STORE_TIMESTAMP_AT = 56;

    public static final int TOPIC_BYTES_V1_MAX = Byte.MAX_VALUE;
    public static final int TOPIC_BYTES_V2_MAX = Short.MAX_VALUE;
    public static final int PROPERTIES_BYTES_MAX = Short.MAX_VALUE;

    private RecordLayout() {}

    public static int storeTimestampAt(int sysFlag) {
        return BORN_HOST_AT + HostBytes.lengthBytes(SysFlag.isBornHostIpv6(sysFlag));
    }

    public static int storeHostAt(int sysFlag) {
        return storeTimestampAt(sysFlag) + Long.BYTES;
    }

    public static int reconsumeTimesAt(int sysFlag) {
        return storeHostAt(sysFlag) + HostBytes.lengthBytes(SysFlag.isStoreHostIpv6(sysFlag));
    }

    public static int preparedTransactionOffsetAt(int sysFlag) {
        return reconsumeTimesAt(sysFlag) + Integer.BYTES;
    }

    public static int bodyLengthAt(int sysFlag) {
        return preparedTransactionOffsetAt(sysFlag) + Long.BYTES;
    }

    public static int magicFor(int topicBytes) {
        return topicBytes <= TOPIC_BYTES_V1_MAX ? MAGIC_V1 : MAGIC_V2;
    }

    public static boolean isMessageMagic(int magic) {
        return magic == MAGIC_V1 || magic == MAGIC_V2;
    }

    static int topicLengthBytes(int magic) {
        return magic == MAGIC_V1 ? Byte.BYTES : Short.BYTES;
    }
}
