package io.quorate.broker.config;

import io.quorate.raft.NodeId;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All settings of one broker process.
 *
 * @param group what all replicas share
 * @param node this replica's id
 * @param remarks a line for each key that was given and has no effect, to be logged once
 * @param effective the value of every key in use, by name
 */
public record BrokerConfig(
        GroupConfig group,
        NodeId node,
        NetworkConfig network,
        NameServerConfig nameServers,
        StoreConfig store,
        DeliveryConfig delivery,
        ConsumeConfig consume,
        TransactionConfig transactions,
        TimerConfig timers,
        PopConfig pops,
        LimitConfig limits,
        ElectionConfig election,
        ShutdownConfig shutdown,
        List<String> remarks,
        Map<String, String> effective) {
    private static final long SCRUB_BYTES_PER_SECOND_MAX = 100_000_000_000L; // more than any disk gives
    private static final int SCRUB_INTERVAL_MINUTES_MAX = 366 * 24 * 60;
    private static final long MILLIS_MAX = 366L * 24 * 3600 * 1000;

    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z][0-9]{1,9}");

    /**
     * Reads a properties file.
     *
     * @param fallbacks hold where the file says nothing (environment)
     * @param overrides hold whatever the file says (command line)
     * @throws ConfigException naming the first bad value
     */
    public static BrokerConfig load(Path file, Properties fallbacks, Properties overrides) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IOException("the configuration file " + file + " does not exist", e);
        }
        return of(fallbacks, properties, overrides);
    }

    /** The configuration these properties describe; later ones take precedence. */
    public static BrokerConfig of(Properties... layers) {
        Properties merged = new Properties();
        for (Properties layer : layers) {
            merged.putAll(layer);
        }
        return ofMerged(merged);
    }

    /**
     * This configuration with other values for some keys.
     *
     * @throws ConfigException naming the first bad value
     */
    BrokerConfig with(Map<ConfigKey, String> changes) {
        Properties properties = new Properties();
        properties.putAll(effective);
        changes.forEach((key, value) -> properties.setProperty(key.keyName(), value));
        return ofMerged(properties);
    }

    private static BrokerConfig ofMerged(Properties properties) {
        ConfigValues values = ConfigValues.of(properties);
        NodeId node = nodeId(values);
        String host = values.find(ConfigKey.ADVERTISED_HOST).orElseGet(LocalAddress::guess);
        int listenPort = values.integer(ConfigKey.LISTEN_PORT, 1, 65535);
        List<Peer> peers = values.find(ConfigKey.PEERS)
                .map(Peer::parse)
                .orElseGet(() -> List.of(new Peer(node, host, listenPort + 1)));
        Peer self = peers.stream()
                .filter(peer -> peer.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        ConfigKey.NODE_ID, node, "it must be one of " + ConfigKey.PEERS.keyName() + "."));
        NetworkConfig network = new NetworkConfig(
                host,
                values.text(ConfigKey.BIND_ADDRESS),
                listenPort,
                values.flag(ConfigKey.VIP_PORT_ENABLED),
                self.port(),
                values.integer(ConfigKey.IDLE_SECONDS_MAX, 1, Integer.MAX_VALUE));
        return new BrokerConfig(
                group(values, peers),
                node,
                network,
                nameServers(values),
                store(values),
                delivery(values),
                ConsumeConfig.of(values),
                transactions(values),
                timers(values),
                pops(values),
                limits(values),
                new ElectionConfig(
                        values.integer(ConfigKey.ELECTION_MILLIS, 1, Integer.MAX_VALUE),
                        values.integer(ConfigKey.LEADER_HEARTBEAT_MILLIS, 1, Integer.MAX_VALUE),
                        values.integer(ConfigKey.ELECTION_PRIORITY, 0, Integer.MAX_VALUE),
                        values.integer(ConfigKey.READ_LEASE_MILLIS, 0, Integer.MAX_VALUE),
                        values.integer(ConfigKey.CLOCK_DRIFT_PERCENT_MAX, 0, Integer.MAX_VALUE)),
                new ShutdownConfig(
                        values.integer(ConfigKey.TRANSFER_MILLIS, 0, Integer.MAX_VALUE),
                        values.integer(ConfigKey.DRAIN_MILLIS, 0, Integer.MAX_VALUE)),
                values.remarks(),
                effective(values, host));
    }

    public BrokerConfig {
        remarks = List.copyOf(remarks);
        effective = Map.copyOf(effective);
    }

    /** The broker id this node registers with while it follows: as DLedger numbers its followers. */
    public long followerBrokerId() {
        return followerBrokerId(node.value());
    }

    /** That of any node, by its id. */
    public static long followerBrokerId(String nodeId) {
        return Long.parseLong(nodeId.substring(1)) + 1;
    }

    public Peer peer(NodeId id) {
        return group.peers().stream()
                .filter(peer -> peer.node().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " is not of this group"));
    }

    /** "key=value" lines of every key in use, sorted: what GET_BROKER_CONFIG answers and {@code -p} prints. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(effective)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static NodeId nodeId(ConfigValues values) {
        String text = values.text(ConfigKey.NODE_ID);
        ConfigException.require(
                NODE_ID.matcher(text).matches(), ConfigKey.NODE_ID, text, "use one letter and then digits, as in n1.");
        return new NodeId(text);
    }

    private static GroupConfig group(ConfigValues values, List<Peer> peers) {
        return new GroupConfig(
                values.text(ConfigKey.CLUSTER),
                values.text(ConfigKey.GROUP),
                values.number(ConfigKey.SEGMENT_BYTES, 1, Long.MAX_VALUE),
                values.integer(ConfigKey.MESSAGE_BYTES_MAX, 1, Integer.MAX_VALUE),
                peers);
    }

    private static NameServerConfig nameServers(ConfigValues values) {
        return new NameServerConfig(
                NameServerConfig.split(values.text(ConfigKey.NAME_SERVERS)),
                values.integer(ConfigKey.REGISTER_PERIOD_MILLIS, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.NAME_SERVER_HEARTBEAT_MILLIS, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.NAME_SERVER_EXPIRY_MILLIS, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.NAME_SERVER_TIMEOUT_MILLIS, 1, Integer.MAX_VALUE));
    }

    private static StoreConfig store(ConfigValues values) {
        Path root = Path.of(storeRoot(values));
        Path log = values.find(ConfigKey.LOG_DIR).map(Path::of).orElse(root.resolve("commitlog"));
        long logBytesMax = values.number(ConfigKey.LOG_BYTES_MAX, 0, Long.MAX_VALUE / 2);
        long segmentBytes = values.number(ConfigKey.SEGMENT_BYTES, 1, Long.MAX_VALUE);
        ConfigException.require(
                logBytesMax == 0 || logBytesMax / 2 >= segmentBytes,
                ConfigKey.LOG_BYTES_MAX,
                logBytesMax,
                "give it 0, or at least two segments of " + ConfigKey.SEGMENT_BYTES.keyName() + "=" + segmentBytes
                        + ".");
        return new StoreConfig(
                root,
                log,
                logBytesMax,
                retention(values),
                values.number(ConfigKey.SCRUB_BYTES_PER_SECOND, 0, SCRUB_BYTES_PER_SECOND_MAX),
                values.integer(ConfigKey.SCRUB_INTERVAL_MINUTES, 0, SCRUB_INTERVAL_MINUTES_MAX));
    }

    private static RetentionConfig retention(ConfigValues values) {
        return new RetentionConfig(
                values.integer(ConfigKey.RESERVED_HOURS, 1, Integer.MAX_VALUE),
                RetentionConfig.hours(values.text(ConfigKey.DELETE_HOURS)),
                values.integer(ConfigKey.DISK_USED_PERCENT_MAX, 0, Integer.MAX_VALUE),
                values.flag(ConfigKey.CLEAN_FORCIBLY),
                values.integer(ConfigKey.DISK_FORCIBLY_PERCENT, 0, Integer.MAX_VALUE),
                values.integer(ConfigKey.DISK_WARNING_PERCENT, 0, Integer.MAX_VALUE));
    }

    private static String storeRoot(ConfigValues values) {
        return values.text(ConfigKey.STORE_ROOT).replace("${user.home}", System.getProperty("user.home"));
    }

    private static DeliveryConfig delivery(ConfigValues values) {
        return new DeliveryConfig(
                values.flag(ConfigKey.AUTO_CREATE_TOPIC),
                values.integer(ConfigKey.DEFAULT_QUEUE_COUNT, 1, Integer.MAX_VALUE),
                values.flag(ConfigKey.AUTO_CREATE_GROUP),
                values.flag(ConfigKey.NOTIFY_CONSUMERS),
                values.flag(ConfigKey.LONG_POLLING),
                values.text(ConfigKey.REGION),
                values.flag(ConfigKey.TRACE_ON),
                values.flag(ConfigKey.STORE_REPLIES));
    }

    private static TransactionConfig transactions(ConfigValues values) {
        return new TransactionConfig(
                values.number(ConfigKey.TRANSACTION_TIMEOUT_MILLIS, 0, MILLIS_MAX),
                values.number(ConfigKey.TRANSACTION_CHECK_INTERVAL_MILLIS, 1, MILLIS_MAX),
                values.integer(ConfigKey.TRANSACTION_CHECK_MAX, 1, Integer.MAX_VALUE),
                values.flag(ConfigKey.REJECT_TRANSACTIONS),
                values.integer(ConfigKey.OPEN_TRANSACTIONS_MAX, 1, Integer.MAX_VALUE));
    }

    private static TimerConfig timers(ConfigValues values) {
        return new TimerConfig(
                DelayLevels.parse(values.text(ConfigKey.DELAY_LEVELS)),
                values.flag(ConfigKey.TIMERS_ENABLED),
                values.integer(ConfigKey.TIMER_DELAY_SECONDS_MAX, 1, Integer.MAX_VALUE),
                values.flag(ConfigKey.RECALL_ENABLED),
                values.integer(ConfigKey.PENDING_TIMERS_MAX, 0, Integer.MAX_VALUE));
    }

    private static PopConfig pops(ConfigValues values) {
        return new PopConfig(
                values.integer(ConfigKey.POP_POLLS_PER_QUEUE_MAX, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.POP_POLLS_MAX, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.POP_IN_HAND_MAX, 1, Integer.MAX_VALUE),
                values.text(ConfigKey.REQUEST_MODE),
                values.integer(ConfigKey.SHARED_QUEUE_COUNT, Integer.MIN_VALUE, Integer.MAX_VALUE),
                values.flag(ConfigKey.SERVER_BALANCING));
    }

    private static LimitConfig limits(ConfigValues values) {
        return new LimitConfig(
                values.number(ConfigKey.IN_FLIGHT_BYTES_MAX, 1, Long.MAX_VALUE),
                values.integer(ConfigKey.SEND_TIMEOUT_MILLIS, 1, Integer.MAX_VALUE),
                values.integer(ConfigKey.LEADER_WAIT_MILLIS, 0, Integer.MAX_VALUE),
                values.integer(ConfigKey.PARKED_REQUESTS_MAX, 0, Integer.MAX_VALUE),
                values.integer(ConfigKey.PARKED_PULLS_MAX, 1, Integer.MAX_VALUE));
    }

    private static Map<String, String> effective(ConfigValues values, String host) {
        Map<String, String> effective = new TreeMap<>();
        for (ConfigKey key : ConfigKey.values()) {
            effective.put(key.keyName(), values.text(key));
        }
        effective.put(ConfigKey.ADVERTISED_HOST.keyName(), host);
        effective.put(ConfigKey.STORE_ROOT.keyName(), storeRoot(values));
        return effective;
    }
}
