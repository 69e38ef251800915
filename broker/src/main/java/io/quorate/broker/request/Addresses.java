package io.quorate.broker.request;

import java.net.InetSocketAddress;

/** Addresses as tools read them. */
final class Addresses {
    private Addresses() {}

    /** "ip:port", without looking up a name. */
    static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return host + ":" + address.getPort();
    }
}
