package io.quorate.protocol;

/** Bits of a message's sysFlag, in send headers and in stored records. */
public final class SysFlag {
    public static final int COMPRESSED = 0x1;
    /** The topic allows several tags a message; legacy, set by brokers. */
    public static final int MULTI_TAGS = 0x2;

    public static final int TRANSACTION_MASK = 0xC;
    public static final int TRANSACTION_NONE = 0;
    public static final int TRANSACTION_PREPARED = 0x4;
    public static final int TRANSACTION_COMMIT = 0x8;
    public static final int TRANSACTION_ROLLBACK = 0xC;

    public static final int BORN_HOST_IPV6 = 0x10;
    public static final int STORE_HOST_IPV6 = 0x20;
    public static final int NEED_UNWRAP = 0x40;
    public static final int INNER_BATCH = 0x80;

    public static final int COMPRESSION_MASK = 0x700;
    public static final int COMPRESSION_LZ4 = 0x100;
    public static final int COMPRESSION_ZSTD = 0x200;
    /** Also what COMPRESSED means with no compression bits: old clients set none. */
    public static final int COMPRESSION_ZLIB = 0x300;

    private SysFlag() {}

    public static boolean isCompressed(int sysFlag) {
        return (sysFlag & COMPRESSED) != 0;
    }

    public static int transaction(int sysFlag) {
        return sysFlag & TRANSACTION_MASK;
    }

    public static int withTransaction(int sysFlag, int transaction) {
        return (sysFlag & ~TRANSACTION_MASK) | transaction;
    }

    public static boolean isBornHostIpv6(int sysFlag) {
        return (sysFlag & BORN_HOST_IPV6) != 0;
    }

    public static boolean isStoreHostIpv6(int sysFlag) {
        return (sysFlag & STORE_HOST_IPV6) != 0;
    }
}
