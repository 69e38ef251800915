package io.quorate.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.TestReplica;
import io.quorate.protocol.RequestCode;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.remoting.RemotingCommand;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TopicDeletionTest {
    private final List<RemotingCommand> answers = new ArrayList<>();
    private final List<Object> proposed = new ArrayList<>();

    /** A leader that was deposed does not know of a topic made since, and must not say that it is gone. */
    @Test
    void ofATopicUnknownHereIsAskedOfTheLogAllTheSame() throws Exception {
        BrokerConfig config = BrokerConfig.of(new Properties());
        BrokerState state = TestReplica.detachedState();
        LogWrites writes = new LogWrites(replica(), config.limits(), 1 << 20, Runnable::run, () -> 0);
        TopicAdminHandler handler =
                new TopicAdminHandler(state, null, new Changes(state, writes), null, config.group());
        LeaderGate gate = new LeaderGate(replica(), config.limits(), Runnable::run, () -> 0);
        LooseRequest request = new LooseRequest(
                RemotingCommand.request(RequestCode.DELETE_TOPIC_IN_BROKER).field("topic", "Unknown"), answers::add);
        handler.delete(new LeaderRequest(request, gate, handler::delete, 1_000));
        assertThat(proposed).hasSize(1);
        assertThat(answers).isEmpty();
    }

    private ReplicaHandle replica() {
        return (ReplicaHandle) Proxy.newProxyInstance(
                ReplicaHandle.class.getClassLoader(),
                new Class<?>[] {ReplicaHandle.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("propose")) {
                        proposed.add(arguments[0]);
                    }
                    return null;
                });
    }
}
