package io.quorate.broker.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every key the broker honours, once: what {@code docs/CONFIGURATION.md} is checked against. Names that RocketMQ has mean
 * what they mean there; the others are ours.
 */
public enum ConfigKey {
    CLUSTER("brokerClusterName", "DefaultCluster", "", Scope.GROUP, "Cluster this replica group belongs to."),
    GROUP(
            "brokerName",
            "broker-a",
            "",
            Scope.GROUP,
            "Name of the replica group, the same on all its replicas.",
            "dLegerGroup"),
    SEGMENT_BYTES(
            "mappedFileSizeCommitLog",
            "1073741824",
            "bytes",
            Scope.GROUP,
            "Size of a segment of the log; a multiple of 4096. Fixed when the group is created.",
            "mapedFileSizeCommitLog"),
    MESSAGE_BYTES_MAX(
            "maxMessageSize",
            "4194304",
            "bytes",
            Scope.SAME_LIVE,
            "Largest message body that is accepted; a larger one gets MESSAGE_ILLEGAL."),

    NODE_ID(
            "nodeId",
            "n0",
            "",
            Scope.NODE,
            "This replica's id: one letter, then digits. As a follower it registers with brokerId digits + 1.",
            "dLegerSelfId"),
    PEERS(
            "peers",
            "",
            "",
            Scope.FORMATION,
            "Replicas and their peer ports: n0-host:port;n1-host:port;n2-host:port. A new group is formed of all of them, once"
                    + " all have started; from then on `quorate member` says who belongs to it. A node that is to be added"
                    + " later names itself and at least one member. Empty: a group of this node alone, with its peer port"
                    + " at listenPort + 1.",
            "dLegerPeers"),
    LISTEN_PORT("listenPort", "10911", "port", Scope.NODE, "Port for clients."),
    VIP_PORT_ENABLED(
            "vipPortEnable",
            "true",
            "",
            Scope.NODE,
            "Also listen on listenPort - 2, for clients with vipChannelEnabled. If that port is taken a warning is logged and the"
                    + " broker runs without it."),
    ADVERTISED_HOST(
            "brokerIP1",
            "",
            "",
            Scope.NODE,
            "Address told to clients and written into message ids. Empty: the first address of this machine that is not loopback."),
    BIND_ADDRESS("bindAddress", "0.0.0.0", "", Scope.NODE, "Local address the ports are bound to."),
    NAME_SERVERS(
            "namesrvAddr",
            "",
            "",
            Scope.NODE,
            "NameServers, host:port;host:port. Empty: -n, -Drocketmq.namesrv.addr, or the environment's NAMESRV_ADDR; without"
                    + " any of them the broker does not register."),
    REGISTER_PERIOD_MILLIS(
            "registerNameServerPeriod",
            "30000",
            "ms",
            Scope.NODE,
            "How often the whole topic table is registered with each NameServer; clamped to 10..60 s."),
    NAME_SERVER_HEARTBEAT_MILLIS(
            "brokerHeartbeatInterval", "1000", "ms", Scope.NODE, "How often each NameServer is told that we live."),
    NAME_SERVER_EXPIRY_MILLIS(
            "brokerNotActiveTimeoutMillis",
            "10000",
            "ms",
            Scope.NODE,
            "Silence after which a NameServer shall drop this node."),
    NAME_SERVER_TIMEOUT_MILLIS(
            "registerBrokerTimeoutMills",
            "6000",
            "ms",
            Scope.NODE,
            "How long one answer of a NameServer is waited for."),
    IDLE_SECONDS_MAX(
            "serverChannelMaxIdleTimeSeconds",
            "120",
            "s",
            Scope.NODE,
            "A client connection with no traffic for this long is closed."),

    STORE_ROOT(
            "storePathRootDir",
            "${user.home}/store",
            "path",
            Scope.NODE,
            "Data directory of this replica. Two replicas must not share one."),
    LOG_DIR(
            "storePathCommitLog",
            "",
            "path",
            Scope.NODE,
            "Directory of the log's segments. Empty: commitlog below storePathRootDir."),

    LOG_BYTES_MAX(
            "logBytesMax",
            "0",
            "bytes",
            Scope.SAME,
            "The oldest segments, and the messages in them, are removed as long as the log is larger; a leader waits up to twice"
                    + " this for followers in contact that still need them. 0: size is no reason. Otherwise at least two"
                    + " segments."),
    RESERVED_HOURS(
            "fileReservedTime",
            "72",
            "hours",
            Scope.SAME_LIVE,
            "A segment whose newest message is older has expired: it is deleted at deleteWhen, or when the disk gets full."),
    DELETE_HOURS(
            "deleteWhen",
            "04",
            "hours of the day",
            Scope.SAME_LIVE,
            "When expired segments are deleted, in this machine's time zone: 04, or 04;16. The replicas of a group do it in turns of"
                    + " five minutes, the leader last."),
    DISK_USED_PERCENT_MAX(
            "diskMaxUsedSpaceRatio",
            "75",
            "%",
            Scope.NODE_LIVE,
            "10 to 95. With more of the disk used, expired segments are deleted at any hour."),
    CLEAN_FORCIBLY(
            "cleanFileForciblyEnable",
            "true",
            "",
            Scope.NODE_LIVE,
            "Whether the oldest segments are deleted, expired or not, with more than diskSpaceCleanForciblyRatio of the disk used,"
                    + " as many as it takes to get below it."),
    DISK_FORCIBLY_PERCENT(
            "diskSpaceCleanForciblyRatio", "85", "%", Scope.NODE_LIVE, "30 to 95. See cleanFileForciblyEnable."),
    DISK_WARNING_PERCENT(
            "diskSpaceWarningLevelRatio",
            "90",
            "%",
            Scope.NODE_LIVE,
            "35 to 99. With more of the disk used a leader refuses messages with SERVICE_NOT_AVAILABLE, until there is space again."),

    SCRUB_BYTES_PER_SECOND(
            "scrubBytesPerSecond",
            "10000000",
            "bytes/s",
            Scope.NODE,
            "How fast this replica reads its old segments again to find out whether the disk still has what was written; what"
                    + " is damaged is fetched from another replica. 0: only what is found damaged in passing is repaired."),
    SCRUB_INTERVAL_MINUTES(
            "scrubIntervalMinutes",
            "60",
            "min",
            Scope.NODE,
            "From the beginning of one reading of all old segments to that of the next; longer if it takes longer. 0: one after"
                    + " the other."),

    AUTO_CREATE_TOPIC(
            "autoCreateTopicEnable", "true", "", Scope.SAME_LIVE, "A send to an unknown topic creates it from TBW102."),
    DEFAULT_QUEUE_COUNT(
            "defaultTopicQueueNums",
            "8",
            "queues",
            Scope.SAME,
            "Queues of TBW102; an auto-created topic gets the smaller of this and what the client wishes."),
    AUTO_CREATE_GROUP(
            "autoCreateSubscriptionGroup",
            "true",
            "",
            Scope.SAME_LIVE,
            "An unknown consumer group is created at first use."),
    NOTIFY_CONSUMERS(
            "notifyConsumerIdsChangedEnable",
            "true",
            "",
            Scope.SAME_LIVE,
            "Tell the members of a consumer group at once when one joins or leaves."),
    LONG_POLLING(
            "longPollingEnable",
            "true",
            "",
            Scope.SAME_LIVE,
            "Hold a pull that finds nothing until something arrives."),
    PROPERTY_FILTER(
            "enablePropertyFilter",
            "true",
            "",
            Scope.SAME,
            "Whether consumers may filter by an SQL92 expression over the properties. RocketMQ's default is false."),
    LOCK_LIFE_MILLIS(
            "rocketmq.broker.rebalance.lockMaxLiveTime",
            "60000",
            "ms",
            Scope.SAME,
            "A queue locked for a consumer that consumes in order is free when the lock was not renewed for this long. Consumers"
                    + " renew every 20 s and count on a lock for 30 s: with much less than 35 s two of them may consume from a queue"
                    + " at once. In RocketMQ it is a system property."),
    READ_FROM_FOLLOWERS(
            "readFromFollowers",
            "never",
            "",
            Scope.SAME,
            "Which consumers the leader sends to followers: never; lagging: those who read what is older than"
                    + " accessMessageInMemoryMaxRatio; balance: queues are divided over all replicas. Whatever is set here, followers"
                    + " serve whoever pulls from them, as all do while there is no leader."),
    IN_MEMORY_PERCENT(
            "accessMessageInMemoryMaxRatio",
            "40",
            "%",
            Scope.NODE,
            "0 to 95. Messages are taken to be in the page cache while fewer bytes than this share of the machine's memory were"
                    + " written to the log after them. See readFromFollowers."),
    SERVER_SIDE_RESET(
            "useServerSideResetOffset",
            "true",
            "",
            Scope.SAME,
            "A reset of a consumer group's offsets holds at once, its consumers learn it from their next pull. false: connected"
                    + " consumers are told to move (RESET_CONSUMER_CLIENT_OFFSET), without any the reset is refused."),
    REGION("regionId", "DefaultRegion", "", Scope.SAME, "Written into messages as MSG_REGION."),
    TRACE_ON("traceOn", "true", "", Scope.SAME_LIVE, "Whether clients are asked to send traces (TRACE_ON)."),

    STORE_REPLIES(
            "storeReplyMessageEnable",
            "true",
            "",
            Scope.SAME,
            "Whether replies to request messages are also stored, in the cluster's reply topic, to be looked up."),

    TRANSACTION_TIMEOUT_MILLIS(
            "transactionTimeOut",
            "6000",
            "ms",
            Scope.SAME,
            "Age at which a producer is first asked what became of a transaction; a message's own"
                    + " CHECK_IMMUNITY_TIME_IN_SECONDS takes precedence."),
    TRANSACTION_CHECK_INTERVAL_MILLIS(
            "transactionCheckInterval", "30000", "ms", Scope.SAME, "How long after that it is asked again."),
    TRANSACTION_CHECK_MAX(
            "transactionCheckMax",
            "15",
            "checks",
            Scope.SAME,
            "Checks without a decision before a transaction's message goes to TRANS_CHECK_MAX_TIME_TOPIC. Only those count for"
                    + " which a producer of the group was connected; without any it goes there after fileReservedTime."),
    REJECT_TRANSACTIONS(
            "rejectTransactionMessage", "false", "", Scope.SAME, "Refuse transactional messages with NO_PERMISSION."),
    OPEN_TRANSACTIONS_MAX(
            "openTransactionsMax",
            "1000000",
            "transactions",
            Scope.SAME,
            "Undecided transactions at a time; further transactional messages are answered SYSTEM_BUSY. Each takes some 200"
                    + " bytes of memory."),
    DELAY_LEVELS(
            "messageDelayLevel",
            "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h",
            "",
            Scope.SAME,
            "The delay levels from 1 on: numbers with s, m, h or d, separated by spaces. A message keeps the delay its level had"
                    + " when it was sent."),
    TIMERS_ENABLED(
            "timerWheelEnable",
            "true",
            "",
            Scope.SAME,
            "Whether messages with a delivery time of their own (TIMER_DELAY_SEC, TIMER_DELAY_MS, TIMER_DELIVER_MS) are taken;"
                    + " delay levels always are."),
    TIMER_DELAY_SECONDS_MAX(
            "timerMaxDelaySec",
            "259200",
            "s",
            Scope.SAME,
            "Longest delay of such messages. The log keeps a pending message, and with it all that came after it, however old:"
                    + " give the disk room for it."),
    RECALL_ENABLED(
            "recallMessageEnable",
            "false",
            "",
            Scope.SAME,
            "Whether pending timer messages may be recalled (RECALL_MESSAGE)."),
    PENDING_TIMERS_MAX(
            "pendingTimersMax",
            "4000000",
            "messages",
            Scope.SAME,
            "Messages that may be waiting for their time, delay levels included; further ones are refused with SYSTEM_ERROR."
                    + " A million takes some 30 MB of heap."),

    POP_POLLS_PER_QUEUE_MAX(
            "popPollingSize",
            "1024",
            "polls",
            Scope.SAME,
            "Pops of one consumer group that may wait for messages of one queue, or of all queues of a topic; further ones are"
                    + " answered POLLING_FULL."),
    POP_POLLS_MAX(
            "maxPopPollingSize", "100000", "polls", Scope.SAME, "Pops that may wait for messages at a time, likewise."),
    POP_IN_HAND_MAX(
            "popInflightMessageThreshold",
            "10000",
            "messages",
            Scope.SAME,
            "Messages of one queue that the consumers of a group may have popped and not acknowledged; at that they get only"
                    + " what comes back. Some 70 bytes of heap each."),
    REQUEST_MODE(
            "defaultMessageRequestMode",
            "PULL",
            "",
            Scope.SAME,
            "PULL or POP: how consumers that leave the sharing of queues to the broker (clientRebalance=false) get messages,"
                    + " unless SET_MESSAGE_REQUEST_MODE says otherwise for their group and topic."),
    SHARED_QUEUE_COUNT(
            "defaultPopShareQueueNum",
            "-1",
            "queues",
            Scope.SAME,
            "With POP by default: how many neighbours a consumer shares its queues with; 0 or less: all share all."),
    SERVER_BALANCING(
            "serverLoadBalancerEnable",
            "true",
            "",
            Scope.SAME,
            "Share queues out among such consumers; otherwise each is given all."),

    IN_FLIGHT_BYTES_MAX(
            "inFlightBytesMax",
            "134217728",
            "bytes",
            Scope.NODE,
            "Bytes of requests that wait for the log; above it SYSTEM_BUSY is answered at once."),
    SEND_TIMEOUT_MILLIS(
            "sendTimeoutMillis",
            "2500",
            "ms",
            Scope.NODE,
            "A request not committed by then is answered SERVICE_NOT_AVAILABLE. Stock clients give up after 3000."),
    LEADER_WAIT_MILLIS(
            "leaderWaitMillis",
            "1000",
            "ms",
            Scope.NODE,
            "How long a request waits on a leader that is elected but not serving yet."),
    PARKED_REQUESTS_MAX(
            "parkedRequestsMax",
            "10000",
            "requests",
            Scope.NODE,
            "How many may wait so; further ones are answered SERVICE_NOT_AVAILABLE at once."),

    ELECTION_MILLIS(
            "electionTimeoutMillis",
            "1000",
            "ms",
            Scope.SAME,
            "A follower that hears no leader for this long (plus a random share of as much again) seeks election; a leader that"
                    + " hears no majority for this long steps down."),
    LEADER_HEARTBEAT_MILLIS(
            "leaderHeartbeatMillis",
            "50",
            "ms",
            Scope.SAME,
            "How often a leader shows its followers that it is there."),
    ELECTION_PRIORITY(
            "electionPriority",
            "50",
            "",
            Scope.NODE,
            "0 to 100. A leader hands over to a node with a higher one that has been connected and caught up for 10 s, at most"
                    + " once a minute. Nodes that differ from 50 also wait shorter, or longer, before they seek election."),
    READ_LEASE_MILLIS(
            "readLeaseMillis",
            "0",
            "ms",
            Scope.SAME,
            "For so long after a majority confirmed it a leader answers reads without asking anew; 0: it asks for each batch of"
                    + " reads. Trusts clocks to run alike, and makes elections after a crash wait out electionTimeoutMillis. Must"
                    + " stay below electionTimeoutMillis less clockDriftPercentMax. To switch it on or off restart the whole group."),
    CLOCK_DRIFT_PERCENT_MAX(
            "clockDriftPercentMax",
            "10",
            "%",
            Scope.SAME,
            "How much faster one node's clock may run than another's; matters with readLeaseMillis only."),
    PARKED_PULLS_MAX(
            "parkedPullsMax",
            "100000",
            "pulls",
            Scope.NODE,
            "Pulls that may wait for messages at a time; further ones are answered SYSTEM_BUSY."),

    TRANSFER_MILLIS(
            "shutdownTransferMillis",
            "5000",
            "ms",
            Scope.NODE,
            "How long a shutdown tries to hand leadership to another replica."),
    DRAIN_MILLIS(
            "shutdownDrainMillis",
            "35000",
            "ms",
            Scope.NODE,
            "How long at most a shutdown keeps forwarding for stock clients, which look for the new leader every 30 s only.");

    /** How a key must relate to the other replicas, and when a change is taken up. */
    public enum Scope {
        /** All replicas must have the same value; it is fixed when the group is created. */
        GROUP("all replicas alike, fixed at creation"),
        /** All replicas that form a group must have the same value; it counts until they have. */
        FORMATION("all replicas alike, until the group is formed"),
        /** Should be the same on all replicas, since any of them may lead. Taken up at a restart. */
        SAME("all replicas alike, restart"),
        /** The same, but UPDATE_BROKER_CONFIG may change it, on one node after the other. */
        SAME_LIVE("all replicas alike, at run time"),
        /** This process' own. Taken up at a restart. */
        NODE("this node, restart"),
        /** The same, but UPDATE_BROKER_CONFIG may change it. */
        NODE_LIVE("this node, at run time");

        private final String meaning;

        Scope(String meaning) {
            this.meaning = meaning;
        }

        /** Whether a change has its effect without a restart. */
        boolean isLive() {
            return this == SAME_LIVE || this == NODE_LIVE;
        }

        @Override
        public String toString() {
            return meaning;
        }
    }

    private final String keyName;
    private final String defaultValue;
    private final String unit;
    private final Scope scope;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of: immutable, which its type cannot say
    private final List<String> aliases;

    ConfigKey(String keyName, String defaultValue, String unit, Scope scope, String meaning, String... aliases) {
        this.keyName = keyName;
        this.defaultValue = defaultValue;
        this.unit = unit;
        this.scope = scope;
        this.meaning = meaning;
        this.aliases = List.of(aliases);
    }

    /** The key with this name, also in another spelling. */
    static Optional<ConfigKey> named(String name) {
        return Arrays.stream(values())
                .filter(key -> key.keyName.equals(name) || key.aliases.contains(name))
                .findFirst();
    }

    public String keyName() {
        return keyName;
    }

    /** As text; empty when there is none or it depends on the machine. */
    public String defaultValue() {
        return defaultValue;
    }

    /** Unit of the value, or empty. */
    public String unit() {
        return unit;
    }

    public Scope scope() {
        return scope;
    }

    public String meaning() {
        return meaning;
    }

    /** Other spellings, of DLedger and of old guides. */
    public List<String> aliases() {
        return aliases;
    }
}
