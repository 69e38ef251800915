package io.quorate.chaos.official;

import static io.quorate.chaos.official.Clients.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** What consumers do that ask for messages themselves. */
final class PullCases {
    private static final int COUNT = 24;
    private static final long POLL_MILLIS = 200;

    private PullCases() {}

    @SuppressWarnings("deprecation") // superseded by the lite one, and still in use
    static void pull(Clients clients) throws Exception {
        List<String> keys = clients.send(clients.producer(), "m", COUNT);
        DefaultMQPullConsumer consumer = clients.configured(new DefaultMQPullConsumer(clients.consumerGroup()), "one");
        consumer.start();
        clients.atEnd(consumer::shutdown);
        Set<String> seen = new HashSet<>();
        for (MessageQueue queue : consumer.fetchSubscribeMessageQueues(clients.topic())) {
            check(consumer.minOffset(queue) == 0, "min offset of " + queue);
            long max = consumer.maxOffset(queue);
            check(consumer.searchOffset(queue, System.currentTimeMillis() + 60_000) == max, "search in " + queue);
            long offset = 0;
            while (offset < max) {
                PullResult result = consumer.pull(queue, "*", offset, 3);
                check(result.getPullStatus() == PullStatus.FOUND, "status " + result);
                result.getMsgFoundList().forEach(message -> seen.add(message.getKeys()));
                offset = result.getNextBeginOffset();
            }
            check(consumer.pull(queue, "*", max, 3).getPullStatus() == PullStatus.NO_NEW_MSG, "at the end of " + queue);
            PullResult beyond = consumer.pull(queue, "*", max + 7, 3);
            check(
                    beyond.getPullStatus() == PullStatus.OFFSET_ILLEGAL && beyond.getNextBeginOffset() == max,
                    "beyond the end: " + beyond);
            consumer.updateConsumeOffset(queue, max);
            consumer.getOffsetStore().persist(queue);
            Until.holds(
                    "the offset to be stored",
                    Clients.WAIT_SECONDS,
                    () -> consumer.fetchConsumeOffset(queue, true) == max);
        }
        check(seen.equals(Set.copyOf(keys)), "seen " + seen);
    }

    @SuppressWarnings("deprecation") // commitSync: 4.9 has no other
    static void litePullSubscribed(Clients clients) throws Exception {
        DefaultMQProducer producer = clients.producer();
        List<String> keys = new ArrayList<>(clients.send(producer, "m", COUNT));
        DefaultLitePullConsumer consumer = lite(clients);
        consumer.subscribe(clients.topic(), "TagA || TagB");
        consumer.start();
        clients.atEnd(consumer::shutdown);
        Set<String> seen = new HashSet<>();
        awaitSeen(consumer, seen, wanted(keys));
        consumer.commitSync();
        keys.addAll(clients.send(producer, "n", COUNT));
        awaitSeen(consumer, seen, wanted(keys));
        check(seen.equals(wanted(keys)), "seen " + seen);
    }

    private static Set<String> wanted(List<String> keys) {
        return keys.stream()
                .filter(key -> Integer.parseInt(key.substring(2)) % 3 != 2)
                .collect(Collectors.toSet());
    }

    @SuppressWarnings("deprecation") // commitSync: 4.9 has no other
    static void litePullAssigned(Clients clients) throws Exception {
        List<String> keys = clients.send(clients.producer(), "m", COUNT);
        DefaultLitePullConsumer consumer = lite(clients);
        consumer.start();
        clients.atEnd(consumer::shutdown);
        Collection<MessageQueue> queues = consumer.fetchMessageQueues(clients.topic());
        consumer.assign(queues);
        Set<String> seen = new HashSet<>();
        awaitSeen(consumer, seen, Set.copyOf(keys));
        for (MessageQueue queue : queues) {
            check(consumer.offsetForTimestamp(queue, 0L) == 0, "offset for the beginning of " + queue);
            consumer.seek(queue, 0);
        }
        consumer.pause(queues);
        Until.holds(
                "nothing while paused",
                Clients.WAIT_SECONDS,
                () -> consumer.poll(POLL_MILLIS).isEmpty());
        consumer.resume(queues);
        for (MessageQueue queue : queues) {
            consumer.seek(queue, 0);
        }
        Set<String> again = new HashSet<>();
        awaitSeen(consumer, again, Set.copyOf(keys));
        for (MessageQueue queue : queues) {
            consumer.seekToEnd(queue);
        }
        consumer.commitSync();
    }

    private static DefaultLitePullConsumer lite(Clients clients) {
        DefaultLitePullConsumer consumer =
                clients.configured(new DefaultLitePullConsumer(clients.consumerGroup()), "one");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return consumer;
    }

    private static void awaitSeen(DefaultLitePullConsumer consumer, Set<String> seen, Set<String> wanted)
            throws Exception {
        Until.holds(wanted.size() + " messages", Clients.WAIT_SECONDS, () -> {
            for (MessageExt message : consumer.poll(POLL_MILLIS)) {
                seen.add(message.getKeys());
            }
            return seen.containsAll(wanted);
        });
    }
}
