package io.quorate.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses from their literals. */
public final class Hosts {
    private Hosts() {}

    public static InetSocketAddress of(String literal, int port) {
        return new InetSocketAddress(address(literal), port);
    }

    public static InetAddress address(String literal) {
        try {
            return InetAddress.getAllByName(literal)[0];
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no address literal", e);
        }
    }
}
