package io.quorate.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.client.internal.CallFailure;
import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.client.internal.Loop;
import io.quorate.client.internal.NameServers;
import io.quorate.protocol.Names;
import io.quorate.protocol.Perm;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.RouteHeader;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the topics in use. A failure anywhere has its topic's route fetched again at once; all who want that at
 * the same time share one request. Without failures they are fetched again now and then.
 *
 * <p>A route once known is kept when no name server knows it any more: they forget all in a restart, and the brokers say
 * themselves when a topic is gone. Safe from any thread.
 */
final class Routes {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);

    /** Topics whose routes are kept; beyond it the least used is forgotten and fetched again when needed. */
    private static final int TOPICS_MAX = 10_000;
    /** Apart from each other at least, so that a storm of failures is not one of requests. */
    static final long REFRESH_GAP_MILLIS = 50;

    private final NameServers nameServers;
    private final Loop loop;
    private final Cache<String, Cached> cache = Caffeine.newBuilder()
            .maximumSize(TOPICS_MAX)
            .executor(Runnable::run)
            .build();
    // Fetches under way. One for a topic at most.
    private final Map<String, CompletableFuture<TopicRoute>> fetches = new ConcurrentHashMap<>();
    private final List<Consumer<TopicRoute>> listeners = new CopyOnWriteArrayList<>();

    /** What a send needs of a route, worked out once. */
    record SendRoute(List<MessageQueue> queues, Map<String, Target> targets) {
        static SendRoute of(TopicRoute route) {
            Map<String, Target> targets = new HashMap<>();
            route.groups()
                    .forEach(group ->
                            targets.put(group.brokerName(), new Target(group.brokerName(), group.leaderFirst())));
            return new SendRoute(List.copyOf(route.writableQueues()), Map.copyOf(targets));
        }
    }

    /** Provisional: made up from the template for a topic that does not exist yet. */
    private record Cached(TopicRoute route, SendRoute forSending, boolean provisional, long sinceNanos) {}

    Routes(NameServers nameServers, Loop loop) {
        this.nameServers = nameServers;
        this.loop = loop;
    }

    /** Called with each route that differs from what was known before, on any thread. */
    void addListener(Consumer<TopicRoute> listener) {
        listeners.add(listener);
    }

    Optional<TopicRoute> cached(String topic) {
        return Optional.ofNullable(cache.getIfPresent(topic)).map(Cached::route);
    }

    /** Fails with NO_ROUTE when all name servers that answer say the topic does not exist. */
    CompletableFuture<TopicRoute> get(String topic) {
        Cached known = cache.getIfPresent(topic);
        return known != null && !known.provisional ? CompletableFuture.completedFuture(known.route) : fetch(topic, 0);
    }

    /** Like {@link #get}, but a topic that does not exist yet gets the route it will have once the first message came. */
    CompletableFuture<SendRoute> getForSending(String topic, int queueCountMax) {
        Cached known = cache.getIfPresent(topic);
        if (known != null) {
            return CompletableFuture.completedFuture(known.forSending);
        }
        return fetch(topic, 0)
                .exceptionallyCompose(e -> {
                    Throwable error = GroupCall.unwrap(e);
                    return isNoRoute(error)
                            ? fromTemplate(topic, queueCountMax)
                            : CompletableFuture.failedFuture(error);
                })
                .thenApply(SendRoute::of);
    }

    /** As the name servers have it now; fails with NO_ROUTE if they do not, whatever was known before. */
    CompletableFuture<TopicRoute> fetchNow(String topic) {
        return askNameServers(topic).thenApply(route -> {
            keep(route, false);
            return route;
        });
    }

    /** Fetches again, soon and in the background. */
    void refresh(String topic) {
        Cached known = cache.getIfPresent(topic);
        long sinceMillis =
                known == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - known.sinceNanos);
        var unused = fetch(topic, Math.max(0, REFRESH_GAP_MILLIS - sinceMillis));
    }

    void refreshAll() {
        cache.asMap().keySet().forEach(this::refresh);
    }

    /** A message was stored under a made-up route: the topic exists now, so look it up. */
    void sentTo(String topic) {
        Cached known = cache.getIfPresent(topic);
        if (known != null && known.provisional) {
            refresh(topic);
        }
    }

    /** Addresses of all replicas in all known routes, sorted. */
    SortedSet<String> addresses() {
        SortedSet<String> addresses = new TreeSet<>();
        cache.asMap().values().forEach(known -> addresses.addAll(known.route.addresses()));
        return addresses;
    }

    void forget(String topic) {
        cache.invalidate(topic);
    }

    private CompletableFuture<TopicRoute> fetch(String topic, long delayMillis) {
        CompletableFuture<TopicRoute> fetch = new CompletableFuture<>();
        CompletableFuture<TopicRoute> underWay = fetches.putIfAbsent(topic, fetch);
        if (underWay != null) {
            return underWay;
        }
        if (delayMillis == 0) {
            ask(topic, fetch);
        } else {
            var unused = loop.schedule(delayMillis, () -> ask(topic, fetch));
        }
        return fetch;
    }

    private void ask(String topic, CompletableFuture<TopicRoute> fetch) {
        var unused = askNameServers(topic).whenComplete((route, e) -> {
            fetches.remove(topic, fetch);
            if (e == null) {
                keep(route, false);
                fetch.complete(route);
                return;
            }
            Cached known = cache.getIfPresent(topic);
            if (known != null && !known.provisional) {
                fetch.complete(known.route);
            } else {
                fetch.completeExceptionally(GroupCall.unwrap(e));
            }
        });
    }

    private CompletableFuture<TopicRoute> askNameServers(String topic) {
        return nameServers
                .ask(() -> {
                    RemotingCommand request = RemotingCommand.request(RequestCode.GET_ROUTEINFO_BY_TOPIC);
                    new RouteHeader(topic, true).encode(request.extFields());
                    return request;
                })
                .thenApply(response -> read(topic, response));
    }

    private static TopicRoute read(String topic, RemotingCommand response) {
        if (response.code() == ResponseCode.TOPIC_NOT_EXIST) {
            throw new CompletionException(CallFailure.noRoute("no name server knows topic " + topic));
        }
        if (response.code() != ResponseCode.SUCCESS) {
            throw new CompletionException(new ClientException(
                    response.code(), "route of " + topic + " refused: " + response.code() + " " + response.remark()));
        }
        try {
            return Bodies.readRoute(topic, response.body());
        } catch (RequestException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<TopicRoute> fromTemplate(String topic, int queueCountMax) {
        return get(Names.TEMPLATE_TOPIC).handle((template, e) -> {
            if (e != null) {
                throw new CompletionException(GroupCall.unwrap(e));
            }
            List<TopicRoute.QueueSpan> spans = template.spans().stream()
                    .filter(span -> Perm.isInherited(span.perm()))
                    .map(span -> new TopicRoute.QueueSpan(
                            span.brokerName(),
                            Math.min(span.readCount(), queueCountMax),
                            Math.min(span.writeCount(), queueCountMax),
                            span.perm() & ~Perm.INHERIT))
                    .toList();
            TopicRoute route = new TopicRoute(topic, template.groups(), spans);
            if (route.writableQueues().isEmpty()) {
                throw new CompletionException(CallFailure.noRoute("topic " + topic + " cannot be created by sending"));
            }
            keep(route, true);
            return route;
        });
    }

    private void keep(TopicRoute route, boolean provisional) {
        Cached now = new Cached(route, SendRoute.of(route), provisional, loop.nanoTime());
        // What is made up never replaces what was heard meanwhile.
        Cached old = provisional
                ? cache.asMap().putIfAbsent(route.topic(), now)
                : cache.asMap().put(route.topic(), now);
        if (old == null || old.provisional != provisional || !old.route.equals(route)) {
            log.info(
                    "route topic={} groups={} spans={} provisional={}",
                    route.topic(),
                    route.groups(),
                    route.spans(),
                    provisional);
            listeners.forEach(listener -> listener.accept(route));
        }
    }

    private static boolean isNoRoute(Throwable error) {
        return error instanceof CallFailure failure && failure.reason() == CallFailure.Reason.NO_ROUTE;
    }
}
