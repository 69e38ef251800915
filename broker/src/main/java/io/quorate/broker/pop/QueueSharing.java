package io.quorate.broker.pop;

import io.quorate.protocol.body.MessageQueue;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How queues are shared out among the members of a consumer group: as RocketMQ does it, so that members that ask different
 * brokers get answers that fit together. Pure.
 */
public enum QueueSharing {
    /** Neighbouring queues to each member; the first get one more when it does not come out even. */
    AVERAGE("AVG") {
        @Override
        List<MessageQueue> share(int member, int memberCount, List<MessageQueue> queues) {
            int size = queues.size() / memberCount;
            int larger = queues.size() % memberCount;
            int from = member * size + Math.min(member, larger);
            return queues.subList(from, from + size + (member < larger ? 1 : 0));
        }
    },
    /** One queue to each member in turn. */
    IN_TURN("AVG_BY_CIRCLE") {
        @Override
        List<MessageQueue> share(int member, int memberCount, List<MessageQueue> queues) {
            return IntStream.range(0, queues.size())
                    .filter(queue -> queue % memberCount == member)
                    .mapToObj(queues::get)
                    .toList();
        }
    };

    private final String protocolName;

    QueueSharing(String protocolName) {
        this.protocolName = protocolName;
    }

    public static Optional<QueueSharing> of(String protocolName) {
        for (QueueSharing sharing : values()) {
            if (sharing.protocolName.equals(protocolName)) {
                return Optional.of(sharing);
            }
        }
        return Optional.empty();
    }

    /** Of one member, by its number. */
    abstract List<MessageQueue> share(int member, int memberCount, List<MessageQueue> queues);

    /**
     * What a member pulls: its own share.
     *
     * @param queues sorted
     */
    public List<MessageQueue> toPull(int member, int memberCount, List<MessageQueue> queues) {
        return share(member, memberCount, queues);
    }

    /**
     * What a member pops: everything of every broker, or its own share and those of so many that come after it.
     *
     * @param queues sorted
     * @param sharedQueueCount 0 or less, or all others: everything
     */
    public List<MessageQueue> toPop(int member, int memberCount, List<MessageQueue> queues, int sharedQueueCount) {
        if (sharedQueueCount <= 0 || sharedQueueCount >= memberCount - 1) {
            return queues.stream()
                    .map(queue -> new MessageQueue(queue.topic(), queue.brokerName(), PopQuery.ALL_QUEUES))
                    .distinct()
                    .toList();
        }
        if (memberCount > queues.size()) {
            return queues.isEmpty() ? List.of() : List.of(queues.get(member % queues.size()));
        }
        TreeSet<MessageQueue> shared = new TreeSet<>();
        for (int i = 0; i <= sharedQueueCount; i++) {
            shared.addAll(share((member + i) % memberCount, memberCount, queues));
        }
        return List.copyOf(shared);
    }
}
