package io.quorate.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What all producers and consumers of a client share.
 *
 * @param namesrvAddrs name servers as "ip:port"; each knows everything, so one that answers is enough
 * @param instanceName part of the client id; "" for one made up. Two clients of a host must differ in it
 * @param requestTimeout for one attempt of any request but sends and pulls
 * @param routeRefreshInterval how often routes are asked for again without a reason; with a reason it is done at once
 * @param heartbeatInterval how often brokers are told of the client; new connections are told at once
 * @param ioThreads number of I/O loops
 */
public record ClientConfig(
        List<String> namesrvAddrs,
        String instanceName,
        Duration requestTimeout,
        Duration routeRefreshInterval,
        Duration heartbeatInterval,
        int ioThreads) {
    public ClientConfig {
        namesrvAddrs = List.copyOf(namesrvAddrs);
        Checks.require(!namesrvAddrs.isEmpty(), "namesrvAddrs is empty: name at least one name server as ip:port");
        namesrvAddrs.forEach(address -> Checks.require(
                address.matches("[^:;\\s]+:\\d{1,5}"),
                "namesrvAddrs contains \"" + address + "\": write name servers as ip:port"));
        Checks.positive("requestTimeout", requestTimeout);
        Checks.positive("routeRefreshInterval", routeRefreshInterval);
        Checks.positive("heartbeatInterval", heartbeatInterval);
        Checks.require(ioThreads > 0, "ioThreads is " + ioThreads + ": at least one is needed");
    }

    /** Defaults, for name servers given as "ip:port;ip:port". */
    public static ClientConfig of(String namesrvAddrs) {
        List<String> addresses = Arrays.stream(namesrvAddrs.split(";", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
        return new ClientConfig(
                addresses, "", Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(30), 2);
    }

    public ClientConfig withInstanceName(String name) {
        return new ClientConfig(namesrvAddrs, name, requestTimeout, routeRefreshInterval, heartbeatInterval, ioThreads);
    }

    public ClientConfig withRequestTimeout(Duration timeout) {
        return new ClientConfig(
                namesrvAddrs, instanceName, timeout, routeRefreshInterval, heartbeatInterval, ioThreads);
    }

    public ClientConfig withRouteRefreshInterval(Duration interval) {
        return new ClientConfig(namesrvAddrs, instanceName, requestTimeout, interval, heartbeatInterval, ioThreads);
    }

    public ClientConfig withHeartbeatInterval(Duration interval) {
        return new ClientConfig(namesrvAddrs, instanceName, requestTimeout, routeRefreshInterval, interval, ioThreads);
    }

    public ClientConfig withIoThreads(int count) {
        return new ClientConfig(
                namesrvAddrs, instanceName, requestTimeout, routeRefreshInterval, heartbeatInterval, count);
    }
}
