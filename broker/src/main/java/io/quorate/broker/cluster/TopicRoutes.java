package io.quorate.broker.cluster;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.broker.config.NameServerConfig;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.TopicRouteData;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where the queues of topics are on all brokers, as the NameServers say. Any thread. */
public final class TopicRoutes {
    /** So old an answer may be: many consumers ask at once, when their group changes. */
    private static final Duration AGE_MAX = Duration.ofSeconds(2);

    private static final int TOPICS_MAX = 10_000; // over it those not asked for lately are asked for anew

    private final NameServerConfig config;
    private final RemotingClient client;
    private final AsyncCache<String, Optional<TopicRouteData>> known = Caffeine.newBuilder()
            .maximumSize(TOPICS_MAX)
            .expireAfterWrite(AGE_MAX)
            .buildAsync();

    public TopicRoutes(NameServerConfig config, RemotingClient client) {
        this.config = config;
        this.client = client;
    }

    /** Empty if no NameServer knows the topic, or none answers. Never completes exceptionally. */
    public CompletableFuture<Optional<TopicRouteData>> find(String topic) {
        return known.get(topic, (name, executor) -> ask(name, config.addresses()));
    }

    private CompletableFuture<Optional<TopicRouteData>> ask(String topic, List<String> addresses) {
        if (addresses.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        RemotingCommand request = RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC)
                .field("topic", topic)
                .field("acceptStandardJsonOnly", true);
        return client.invoke(addresses.get(0), request, Duration.ofMillis(config.timeoutMillis()))
                .handle((answer, failure) -> failure == null ? route(answer) : Optional.<TopicRouteData>empty())
                .thenCompose(route -> route.isPresent()
                        ? CompletableFuture.completedFuture(route)
                        : ask(topic, addresses.subList(1, addresses.size())));
    }

    private static Optional<TopicRouteData> route(RemotingCommand answer) {
        if (answer.code() != ResponseCode.SUCCESS) {
            return Optional.empty();
        }
        try {
            return Optional.of(TopicRouteData.decode(answer.body()));
        } catch (RequestException notARoute) {
            return Optional.empty(); // another NameServer may do better
        }
    }
}
