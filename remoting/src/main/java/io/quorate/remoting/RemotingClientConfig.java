package io.quorate.remoting;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How one client connects and speaks.
 *
 * @param headerType of its requests; PROTOSTUFF only towards a port of peers
 * @param connectTimeoutMillis after which an address counts as unreachable
 * @param retryBackoffMillisMax after a failed connect the address is left alone, twice as long each time up to this;
 *     requests to it fail at once meanwhile
 * @param unconfirmedMillisMax a connection ends when the other side's system has confirmed nothing of what was sent for so long;
 *     0: when this system gives up by itself, which takes a quarter of an hour. Where the system can be told so: Linux, by epoll
 * @param addressesMax addresses known at once; the unconnected are forgotten first, and further ones are refused
 * @param tlsTrustPath PEM certificates to trust; speaks TLS if present
 */
public record RemotingClientConfig(
        ConnectionLimits limits,
        HeaderType headerType,
        int connectTimeoutMillis,
        int retryBackoffMillisMax,
        int unconfirmedMillisMax,
        int addressesMax,
        Optional<Path> tlsTrustPath) {
    public RemotingClientConfig {
        ConnectionLimits.require("connectTimeoutMillis", connectTimeoutMillis, 1, Integer.MAX_VALUE);
        ConnectionLimits.require("retryBackoffMillisMax", retryBackoffMillisMax, 0, Integer.MAX_VALUE);
        ConnectionLimits.require("unconfirmedMillisMax", unconfirmedMillisMax, 0, Integer.MAX_VALUE);
        ConnectionLimits.require("addressesMax", addressesMax, 1, Integer.MAX_VALUE);
    }

    public static RemotingClientConfig defaults() {
        return new RemotingClientConfig(
                ConnectionLimits.defaults(), HeaderType.JSON, 3_000, 500, 0, 4_096, Optional.empty());
    }

    public RemotingClientConfig withLimits(ConnectionLimits newLimits) {
        return new RemotingClientConfig(
                newLimits,
                headerType,
                connectTimeoutMillis,
                retryBackoffMillisMax,
                unconfirmedMillisMax,
                addressesMax,
                tlsTrustPath);
    }

    public RemotingClientConfig withHeaderType(HeaderType type) {
        return new RemotingClientConfig(
                limits,
                type,
                connectTimeoutMillis,
                retryBackoffMillisMax,
                unconfirmedMillisMax,
                addressesMax,
                tlsTrustPath);
    }

    public RemotingClientConfig withConnectTimeoutMillis(int millis) {
        return new RemotingClientConfig(
                limits, headerType, millis, retryBackoffMillisMax, unconfirmedMillisMax, addressesMax, tlsTrustPath);
    }

    public RemotingClientConfig withRetryBackoffMillisMax(int millis) {
        return new RemotingClientConfig(
                limits, headerType, connectTimeoutMillis, millis, unconfirmedMillisMax, addressesMax, tlsTrustPath);
    }

    public RemotingClientConfig withUnconfirmedMillisMax(int millis) {
        return new RemotingClientConfig(
                limits, headerType, connectTimeoutMillis, retryBackoffMillisMax, millis, addressesMax, tlsTrustPath);
    }

    public RemotingClientConfig withAddressesMax(int max) {
        return new RemotingClientConfig(
                limits,
                headerType,
                connectTimeoutMillis,
                retryBackoffMillisMax,
                unconfirmedMillisMax,
                max,
                tlsTrustPath);
    }

    public RemotingClientConfig withTlsTrustPath(Path path) {
        return new RemotingClientConfig(
                limits,
                headerType,
                connectTimeoutMillis,
                retryBackoffMillisMax,
                unconfirmedMillisMax,
                addressesMax,
                Optional.of(path));
    }
}
