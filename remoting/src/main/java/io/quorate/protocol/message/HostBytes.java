package io.quorate.protocol.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** A socket address in records and ids: 4 or 16 address bytes, then the port as an int32. */
final class HostBytes {
    static final int IPV4_BYTES = 4 + 4;
    static final int IPV6_BYTES = 16 + 4;

    private HostBytes() {}

    /** False for an IPv4-mapped IPv6 address, too: Java makes those IPv4 addresses. */
    static boolean isIpv6(InetSocketAddress host) {
        return host.getAddress() instanceof Inet6Address;
    }

    static int lengthBytes(boolean ipv6) {
        return ipv6 ? IPV6_BYTES : IPV4_BYTES;
    }

    static void put(ByteBuffer target, InetSocketAddress host) {
        target.put(host.getAddress().getAddress()).putInt(host.getPort());
    }

    /** An address without a name, so that nobody looks one up. A port no socket can have is shown as 0. */
    static InetSocketAddress get(ByteBuffer source, int at, boolean ipv6) {
        byte[] address = new byte[ipv6 ? 16 : 4];
        source.get(at, address);
        int port = source.getInt(at + address.length);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), (port & 0xFFFF) == port ? port : 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always known", e);
        }
    }
}
