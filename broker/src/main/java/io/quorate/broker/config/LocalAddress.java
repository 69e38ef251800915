package io.quorate.broker.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The address other machines probably reach this one at. */
final class LocalAddress {
    private static final String LOOPBACK = "127.0.0.1";

    private LocalAddress() {}

    /** An IPv4 address that is up and not loopback; loopback when the machine has none. */
    static String guess() {
        try {
            List<NetworkInterface> interfaces = Collections.list(NetworkInterface.getNetworkInterfaces());
            interfaces.sort(Comparator.comparingInt(NetworkInterface::getIndex));
            for (NetworkInterface each : interfaces) {
                if (each.isUp() && !each.isLoopback() && !each.isPointToPoint()) {
                    for (InetAddress address : Collections.list(each.getInetAddresses())) {
                        if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                            return address.getHostAddress();
                        }
                    }
                }
            }
            return LOOPBACK;
        } catch (SocketException e) {
            // Not worth refusing to start: whoever needs another address sets brokerIP1.
            return LOOPBACK;
        }
    }
}
