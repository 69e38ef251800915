package io.quorate.broker.state;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Which consumer groups were told to pull or to pop which topics. Written by the replica loop, read by any thread. */
public final class RequestModeTable implements StatePart {
    private static final int SNAPSHOT_KIND = 41;

    /** By topic, then by consumer group. */
    private final ConcurrentSkipListMap<String, ConcurrentSkipListMap<String, RequestMode>> modes =
            new ConcurrentSkipListMap<>();

    public Optional<RequestMode> find(String topic, String consumerGroup) {
        Map<String, RequestMode> groups = modes.get(topic);
        return groups == null ? Optional.empty() : Optional.ofNullable(groups.get(consumerGroup));
    }

    /** By topic, then by consumer group. A copy. */
    public SortedMap<String, SortedMap<String, RequestMode>> all() {
        SortedMap<String, SortedMap<String, RequestMode>> all = new TreeMap<>();
        modes.forEach((topic, groups) -> all.put(topic, new TreeMap<>(groups)));
        return all;
    }

    void put(RequestModePut put) {
        modes.computeIfAbsent(put.topic(), absent -> new ConcurrentSkipListMap<>())
                .put(put.consumerGroup(), put.requestMode());
    }

    @Override
    public int snapshotKind() {
        return SNAPSHOT_KIND;
    }

    @Override
    public void rows(Consumer<byte[]> sink) {
        modes.forEach((topic, groups) -> groups.forEach((consumerGroup, mode) ->
                sink.accept(RequestModePut.SCHEMA.encode(new RequestModePut(topic, consumerGroup, mode)))));
    }

    @Override
    public void restore(byte[] row) {
        put(RequestModePut.SCHEMA.decode(row));
    }

    @Override
    public void topicDeleted(String topic) {
        modes.remove(topic);
    }

    @Override
    public void consumerGroupDeleted(String consumerGroup) {
        modes.values().forEach(groups -> groups.remove(consumerGroup));
        modes.values().removeIf(Map::isEmpty);
    }
}
