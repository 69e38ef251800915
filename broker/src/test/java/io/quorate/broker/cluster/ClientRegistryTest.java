package io.quorate.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.filter.MessageFilters;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.body.ConsumerData;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.remoting.Language;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is in a group, and who hears of it; time is passed in. */
class ClientRegistryTest {
    private final ClientRegistry registry = new ClientRegistry(new MembershipNotifier(group -> true));
    private final FakeConnection first = new FakeConnection();
    private final FakeConnection second = new FakeConnection();

    @Test
    void everyMemberHearsOfANewOneTheNewcomerToo() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(second, "c2", 0, Map.of("T", 1L));
        assertThat(first.oneways).hasSize(2).allSatisfy(notice -> {
            assertThat(notice.code()).isEqualTo(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED);
            assertThat(notice.field("consumerGroup")).isEqualTo("G");
        });
        assertThat(second.oneways).hasSize(1);
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c1", "c2");
    }

    @Test
    void anUnchangedHeartbeatTellsNobody() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(first, "c1", 30_000, Map.of("T", 1L));
        assertThat(first.oneways).hasSize(1);
    }

    @Test
    void anotherTopicIsToldANewerVersionAloneIsNot() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(first, "c1", 1, Map.of("T", 2L));
        assertThat(first.oneways).hasSize(1);
        seen(first, "c1", 2, Map.of("T", 2L, "U", 2L));
        assertThat(first.oneways).hasSize(2);
        seen(first, "c1", 3, Map.of("U", 3L));
        assertThat(first.oneways).hasSize(3);
        assertThat(registry.consumerGroup("G").orElseThrow().subscription("T")).isEmpty();
    }

    @Test
    void anOlderVersionOfASubscriptionDoesNotWin() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 5L));
        seen(second, "c2", 0, Map.of("T", 4L));
        assertThat(version("T")).isEqualTo(5);
        seen(second, "c2", 0, Map.of("T", 6L));
        assertThat(version("T")).isEqualTo(6);
    }

    @Test
    void whoDisconnectsIsGoneAtOnceAndTheOthersHearOfIt() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(second, "c2", 0, Map.of("T", 1L));
        first.close();
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c2");
        assertThat(second.oneways).hasSize(2);
        second.close();
        assertThat(registry.consumerGroup("G")).isEmpty();
    }

    @Test
    void whoUnregistersIsGone() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(second, "c2", 0, Map.of("T", 1L));
        registry.unregisterConsumer("G", second, "c2");
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c1");
        registry.unregisterConsumer("G", second, "c2");
        registry.unregisterConsumer("no such group", second, "c2");
        assertThat(first.oneways).hasSize(3);
    }

    @Test
    void whoIsSilentForTooLongIsGoneAndDisconnected() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(second, "c2", 60_000, Map.of("T", 1L));
        registry.expire(ClientRegistry.EXPIRY_MILLIS);
        assertThat(first.isActive()).isTrue();
        registry.expire(ClientRegistry.EXPIRY_MILLIS + 1);
        assertThat(first.isActive()).isFalse();
        assertThat(second.isActive()).isTrue();
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c2");
    }

    @Test
    void aBroadcastingGroupIsNotTold() throws RequestException {
        registry.consumerSeen(view(first, "c1", 0, Map.of("T", 1L), ConsumerData.BROADCASTING), 0);
        assertThat(first.oneways).isEmpty();
    }

    @Test
    void aClientOnTwoConnectionsIsListedOnce() throws RequestException {
        seen(first, "c1", 0, Map.of("T", 1L));
        seen(second, "c1", 0, Map.of("T", 1L));
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c1");
        first.close();
        assertThat(registry.consumerGroup("G").orElseThrow().clientIds()).containsExactly("c1");
    }

    @Test
    void producersComeAndGo() {
        registry.producerSeen("P", client(first, "c1", 0), 0);
        registry.producerSeen("P", client(first, "c1", 0), 100_000);
        assertThat(registry.producers("P")).hasSize(1);
        assertThat(registry.hasForeignClients()).isTrue();
        registry.expire(ClientRegistry.EXPIRY_MILLIS + 1);
        assertThat(registry.producers("P")).hasSize(1);
        first.close();
        assertThat(registry.producers("P")).isEmpty();
        assertThat(registry.hasForeignClients()).isFalse();
    }

    private void seen(FakeConnection connection, String clientId, long nowMillis, Map<String, Long> versions)
            throws RequestException {
        registry.consumerSeen(view(connection, clientId, nowMillis, versions, ConsumerData.CLUSTERING), nowMillis);
    }

    private long version(String topic) {
        return registry.consumerGroup("G")
                .orElseThrow()
                .subscription(topic)
                .orElseThrow()
                .version();
    }

    private static ConsumerGroupView view(
            FakeConnection connection, String clientId, long nowMillis, Map<String, Long> versions, String model)
            throws RequestException {
        Map<String, Subscription> subscriptions = new TreeMap<>();
        for (Map.Entry<String, Long> each : versions.entrySet()) {
            subscriptions.put(
                    each.getKey(),
                    Subscription.of(
                            SubscriptionData.ofTags(each.getKey(), "*", each.getValue()), new MessageFilters(true)));
        }
        return new ConsumerGroupView(
                "G",
                ConsumerData.CONSUME_PASSIVELY,
                model,
                ConsumerData.FROM_LAST_OFFSET,
                subscriptions,
                List.of(client(connection, clientId, nowMillis)));
    }

    private static Client client(FakeConnection connection, String clientId, long nowMillis) {
        return new Client(connection, clientId, Language.JAVA, 513, false, nowMillis);
    }
}
