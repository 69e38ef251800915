package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where and how often this node makes itself known.
 *
 * @param addresses "host:port" each; empty for a broker that registers nowhere
 * @param registerPeriodMillis between two registrations of the whole topic table
 * @param heartbeatMillis between two signs of life
 * @param expiryMillis silence after which a NameServer shall forget us
 * @param timeoutMillis wait for one answer
 */
public record NameServerConfig(
        List<String> addresses, int registerPeriodMillis, int heartbeatMillis, int expiryMillis, int timeoutMillis) {
    private static final Pattern ADDRESS = Pattern.compile("\\S+:[0-9]{1,5}");
    private static final int NAME_SERVERS_MAX = 16; // each costs a connection and a request a second
    // The range RocketMQ clamps to as well.
    private static final int REGISTER_PERIOD_LEAST_MILLIS = 10_000;
    private static final int REGISTER_PERIOD_MOST_MILLIS = 60_000;

    public NameServerConfig {
        addresses = List.copyOf(addresses);
        require(
                addresses.size() <= NAME_SERVERS_MAX,
                ConfigKey.NAME_SERVERS,
                String.join(";", addresses),
                "give at most " + NAME_SERVERS_MAX + ".");
        for (String address : addresses) {
            require(
                    ADDRESS.matcher(address).matches(),
                    ConfigKey.NAME_SERVERS,
                    address,
                    "write host:port;host:port, as in 10.0.0.1:9876;10.0.0.2:9876.");
        }
        registerPeriodMillis =
                Math.max(REGISTER_PERIOD_LEAST_MILLIS, Math.min(REGISTER_PERIOD_MOST_MILLIS, registerPeriodMillis));
        requireRange(ConfigKey.NAME_SERVER_HEARTBEAT_MILLIS, heartbeatMillis, 100, 60_000);
        requireRange(ConfigKey.NAME_SERVER_TIMEOUT_MILLIS, timeoutMillis, 100, 60_000);
        require(
                expiryMillis >= 2L * heartbeatMillis,
                ConfigKey.NAME_SERVER_EXPIRY_MILLIS,
                expiryMillis,
                "give at least twice " + ConfigKey.NAME_SERVER_HEARTBEAT_MILLIS.keyName() + ".");
    }

    static List<String> split(String addresses) {
        return Arrays.stream(addresses.split("[;,]", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
    }
}
