package io.quorate.protocol.message;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A message's id by place: the broker that stored it and the record's position in the log. In text the upper-case hex of
 * address, port (int32) and position (int64): 32 characters with IPv4, 56 with IPv6.
 */
public record OffsetMessageId(InetSocketAddress storeHost, long position) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int IPV4_CHARS = 2 * (HostBytes.IPV4_BYTES + Long.BYTES);
    private static final int IPV6_CHARS = 2 * (HostBytes.IPV6_BYTES + Long.BYTES);

    public String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(HostBytes.lengthBytes(HostBytes.isIpv6(storeHost)) + Long.BYTES);
        HostBytes.put(bytes, storeHost);
        bytes.putLong(position);
        return HEX.formatHex(bytes.array());
    }

    /**
     * Empty if {@code id} cannot be one: wrong length, not hex, no port. Of 32 characters it may as well be a unique key,
     * which nothing here can tell.
     */
    public static Optional<OffsetMessageId> decode(String id) {
        if (id.length() != IPV4_CHARS && id.length() != IPV6_CHARS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = HEX.parseHex(id);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int positionAt = bytes.length - Long.BYTES;
        int port = buffer.getInt(positionAt - Integer.BYTES);
        if (port < 0 || port > 0xFFFF) {
            return Optional.empty();
        }
        InetSocketAddress storeHost = HostBytes.get(buffer, 0, id.length() == IPV6_CHARS);
        return Optional.of(new OffsetMessageId(storeHost, buffer.getLong(positionAt)));
    }
}
