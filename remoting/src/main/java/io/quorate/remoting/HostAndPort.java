package io.quorate.remoting;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/** The addresses of configurations and routes: {@code host:port}, an IPv6 host in brackets. */
final class HostAndPort {
    private HostAndPort() {}

    /** Completes at once for an IP address; a name is looked up on another thread, as that can take long. Unresolved if not known. */
    static CompletableFuture<InetSocketAddress> resolve(String address) {
        int colon = address.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(address.substring(colon + 1));
        if (port < 0) {
            return CompletableFuture.failedFuture(new UnknownHostException("it is not of the form host:port"));
        }
        String host = address.substring(0, colon);
        byte[] ip = NetUtil.createByteArrayFromIpAddressString(host);
        if (ip != null) {
            return CompletableFuture.completedFuture(new InetSocketAddress(byAddress(ip), port));
        }
        return CompletableFuture.supplyAsync(() -> new InetSocketAddress(host, port));
    }

    /** An address whose host is an IP address; null if it is anything else. */
    static InetSocketAddress ofIp(String address) {
        int colon = address.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(address.substring(colon + 1));
        byte[] ip = port < 0 ? null : NetUtil.createByteArrayFromIpAddressString(address.substring(0, colon));
        return ip == null ? null : new InetSocketAddress(byAddress(ip), port);
    }

    private static InetAddress byAddress(byte[] ip) {
        try {
            return InetAddress.getByAddress(ip);
        } catch (UnknownHostException e) {
            throw new AssertionError("an IP address of " + ip.length + " bytes", e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= 65_535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
