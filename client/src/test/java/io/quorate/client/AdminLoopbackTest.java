package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AdminLoopbackTest {
    private FakeCluster cluster;
    private QuorateClient client;

    @BeforeEach
    void start() throws IOException {
        cluster = new FakeCluster(2);
        client = QuorateClient.open(
                ClientConfig.of(cluster.namesrvAddrs()).withRequestTimeout(Duration.ofMillis(500)));
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void aTopicLivesFromCreationToDeletion() throws Exception {
        Admin admin = client.admin();
        cluster.electSecretly(1);
        admin.createTopic("Fresh", 3);
        MessageQueue queue = cluster.queue("Fresh", 2);
        assertThat(admin.route("Fresh").writableQueues()).hasSize(3).contains(queue);
        try (Producer producer = client.newProducer(ProducerConfig.of("PG"))) {
            producer.send(Message.builder("Fresh", new byte[] {1}).queue(queue).build());
        }
        assertThat(admin.maxOffset(queue)).isEqualTo(1);
        assertThat(admin.minOffset(queue)).isZero();
        assertThat(admin.consumerOffset("CG", queue)).isEmpty();
        cluster.store.commit("CG", queue, 1);
        assertThat(admin.consumerOffset("CG", queue)).hasValue(1);
        admin.deleteTopic("Fresh");
        assertThatThrownBy(() -> admin.route("Fresh")).isInstanceOf(ClientException.class);
    }

    @Test
    void theClusterAndItsNodesDescribeThemselves() throws Exception {
        Admin admin = client.admin();
        assertThat(admin.groups()).singleElement().satisfies(group -> {
            assertThat(group.brokerName()).isEqualTo(FakeCluster.GROUP);
            assertThat(group.cluster()).isEqualTo(FakeCluster.CLUSTER);
            assertThat(group.leader()).contains(cluster.node(0).address());
            assertThat(group.leaderFirst()).hasSize(3);
        });
        NodeStatus status = admin.nodeStatus(cluster.node(1).address());
        assertThat(status.node()).isEqualTo("n1");
        assertThat(status.isLeader()).isFalse();
        assertThat(status.leader()).isEqualTo(Optional.of("n0"));
        assertThat(status.committedIndex()).isEqualTo(3);
        assertThat(status.pid()).isEqualTo(99);
    }

    @Test
    void anUnreachableNodeIsAnException() {
        String address = cluster.node(1).address();
        cluster.node(1).close();
        assertThatThrownBy(() -> client.admin().nodeStatus(address))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining(address);
    }
}
