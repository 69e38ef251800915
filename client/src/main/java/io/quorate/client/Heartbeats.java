package io.quorate.client;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.ConsumerData;
import io.quorate.protocol.body.HeartbeatData;
import io.quorate.protocol.header.UnregisterClientHeader;
import io.quorate.remoting.RemotingCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells every replica in the known routes who this client is, followers too: whichever leads next then knows the members
 * of each consumer group. An address that has not heard of us since its connection was made is told at once, and again
 * each second while that fails; all are told at the heartbeat interval.
 *
 * <p>All state belongs to the client's loop; methods may be called from any thread.
 */
final class Heartbeats {
    private static final long MISSED_RETRY_MILLIS = 1000;

    private final ClientCore core;
    // Below: client loop only.
    private final Map<String, Integer> producerGroups = new TreeMap<>();
    private final Map<String, ConsumerData> consumers = new TreeMap<>();
    // Told since the connection was last made, of all that is in the maps above.
    private final Set<String> told = new HashSet<>();
    private long lastRoundNanos;
    private boolean stopped;

    Heartbeats(ClientCore core) {
        this.core = core;
    }

    void start() {
        core.loop().execute(() -> {
            lastRoundNanos = core.loop().nanoTime();
            tick();
        });
    }

    void stop() {
        core.loop().execute(() -> stopped = true);
    }

    void addProducer(String group) {
        core.loop().execute(() -> {
            producerGroups.merge(group, 1, Integer::sum);
            told.clear();
        });
    }

    /** Completes when every known address was told or failed once. */
    CompletableFuture<Void> addConsumer(ConsumerData consumer) {
        return onLoop(() -> {
            consumers.put(consumer.groupName(), consumer);
            told.clear();
            return tellAll();
        });
    }

    /** Completes when every known address answered or failed. */
    CompletableFuture<Void> removeProducer(String group) {
        return onLoop(() -> producerGroups.merge(group, -1, (a, b) -> a + b == 0 ? null : a + b) == null
                ? unregister(group, "")
                : CompletableFuture.completedFuture(null));
    }

    CompletableFuture<Void> removeConsumer(String group) {
        return onLoop(() -> {
            consumers.remove(group);
            return unregister("", group);
        });
    }

    /** The broker there forgot us with the connection. */
    void connectionClosed(String address) {
        core.loop().execute(() -> {
            if (told.remove(address) && !stopped && core.routes().addresses().contains(address)) {
                var unused = tell(address);
            }
        });
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long now = core.loop().nanoTime();
        if (now - lastRoundNanos >= core.config().heartbeatInterval().toNanos()) {
            lastRoundNanos = now;
            told.clear();
        }
        var unused = tellAll();
        var unusedTimer = core.loop().schedule(MISSED_RETRY_MILLIS, this::tick);
    }

    private CompletableFuture<Void> tellAll() {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (String address : core.routes().addresses()) {
            if (!told.contains(address)) {
                calls.add(tell(address));
            }
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> tell(String address) {
        if (producerGroups.isEmpty() && consumers.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        // Noted before the answer: a connection that closes meanwhile takes the note back.
        told.add(address);
        HeartbeatData data = HeartbeatData.of(
                core.clientId(), List.copyOf(producerGroups.keySet()), List.copyOf(consumers.values()));
        RemotingCommand request =
                RemotingCommand.request(RequestCode.HEART_BEAT).body(data.encode());
        return core.network()
                .invoke(address, request, core.config().requestTimeout())
                .handle((response, e) -> {
                    if (e != null || response.code() != ResponseCode.SUCCESS) {
                        core.loop().execute(() -> told.remove(address));
                    }
                    return null;
                });
    }

    private CompletableFuture<Void> unregister(String producerGroup, String consumerGroup) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        Duration timeout = core.config().requestTimeout();
        for (String address : core.routes().addresses()) {
            RemotingCommand request = RemotingCommand.request(RequestCode.UNREGISTER_CLIENT);
            new UnregisterClientHeader(core.clientId(), producerGroup, consumerGroup).encode(request.extFields());
            // A broker that cannot be reached will notice the closed connection by itself.
            calls.add(core.network().invoke(address, request, timeout).handle((response, e) -> null));
        }
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> onLoop(Supplier<CompletableFuture<Void>> step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        core.loop().execute(() -> {
            var unused = step.get().whenComplete((nothing, e) -> done.complete(null));
        });
        return done;
    }
}
