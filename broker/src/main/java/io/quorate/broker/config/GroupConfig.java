package io.quorate.broker.config;

import static io.quorate.broker.config.ConfigException.require;
import static io.quorate.broker.config.ConfigException.requireRange;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What all replicas of the group must have alike. Compared at the peers' hello by {@link #fingerprint()}.
 *
 * @param cluster cluster name; also a topic
 * @param group name of the replica group (brokerName); also a topic
 * @param segmentBytes size of a segment of the log
 * @param messageBytesMax largest message body
 * @param peers the replicas a new group is formed of. One that joins later names itself and at least one member
 */
public record GroupConfig(String cluster, String group, long segmentBytes, int messageBytesMax, List<Peer> peers) {
    private static final Pattern NAME = Pattern.compile("[%|a-zA-Z0-9_-]{1,127}");
    private static final String NAME_REMEDY = "use 1 to 127 letters, digits, '-' and '_'.";
    private static final long SEGMENT_BYTES_LEAST = 1 << 20;
    private static final long SEGMENT_BYTES_MOST = 1L << 30;
    private static final int SEGMENT_ALIGNMENT_BYTES = 4096;
    private static final int MESSAGE_BYTES_MOST = 12 << 20; // a frame holds 16 MiB, headers and properties included
    // Room for the entry's header and for what surrounds a body: properties, topic, hosts.
    private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

    public GroupConfig {
        require(NAME.matcher(cluster).matches(), ConfigKey.CLUSTER, cluster, NAME_REMEDY);
        require(NAME.matcher(group).matches(), ConfigKey.GROUP, group, NAME_REMEDY);
        requireRange(ConfigKey.SEGMENT_BYTES, segmentBytes, SEGMENT_BYTES_LEAST, SEGMENT_BYTES_MOST);
        require(
                segmentBytes % SEGMENT_ALIGNMENT_BYTES == 0,
                ConfigKey.SEGMENT_BYTES,
                segmentBytes,
                "give a multiple of " + SEGMENT_ALIGNMENT_BYTES + ".");
        requireRange(ConfigKey.MESSAGE_BYTES_MAX, messageBytesMax, 1, MESSAGE_BYTES_MOST);
        require(
                messageBytesMax + RECORD_OVERHEAD_BYTES <= segmentBytes,
                ConfigKey.MESSAGE_BYTES_MAX,
                messageBytesMax,
                "one message must fit a segment; lower it or raise " + ConfigKey.SEGMENT_BYTES.keyName() + ".");
        peers = List.copyOf(peers);
    }

    /**
     * Equal on replicas that may talk to each other. Limits on messages are left out: they do not shape the log; and so are the
     * peers, which only matter until the group is formed.
     */
    public String fingerprint() {
        return "cluster=" + cluster + " group=" + group + " segmentBytes=" + segmentBytes;
    }
}
