package io.quorate.client;

import io.netty.buffer.Unpooled;
import io.quorate.client.internal.CallFailure;
import io.quorate.client.internal.GroupCall;
import io.quorate.client.internal.GroupCall.Target;
import io.quorate.protocol.Names;
import io.quorate.protocol.header.SendMessageHeader;
import io.quorate.remoting.RemotingCommand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where one send goes, and its request. A message with a queue or a sharding key stays with its queue. One without moves
 * on to another queue, if possible of another group, when a round failed, but only as long as no attempt can have stored
 * it: another group could not notice the duplicate.
 */
final class SendPlan implements GroupCall.Plan {
    private final Routes routes;
    private final ProducerConfig config;
    private final EncodedSend send;
    private final AtomicInteger turn;
    private Optional<MessageQueue> chosen = Optional.empty();

    /**
     * @param turn the producer's turn in going round the queues
     */
    SendPlan(Routes routes, ProducerConfig config, EncodedSend send, AtomicInteger turn) {
        this.routes = routes;
        this.config = config;
        this.send = send;
        this.turn = turn;
    }

    @Override
    public CompletableFuture<Target> target(boolean maybeDone) {
        return routes.getForSending(send.topic(), config.defaultQueueCount()).thenApply(route -> {
            MessageQueue queue = choose(route, maybeDone);
            chosen = Optional.of(queue);
            Target target = route.targets().get(queue.brokerName());
            if (target == null) {
                throw noRoute("is not in group " + queue.brokerName());
            }
            return target;
        });
    }

    @Override
    public RemotingCommand request(Target target) {
        return encode(RemotingCommand.request(send.requestCode()));
    }

    RemotingCommand onewayRequest() {
        return encode(RemotingCommand.oneway(send.requestCode()));
    }

    @Override
    public void routeDoubtful(Target target) {
        routes.refresh(send.topic());
    }

    private RemotingCommand encode(RemotingCommand command) {
        MessageQueue queue = chosen.orElseThrow();
        new SendMessageHeader(
                        config.group(),
                        send.topic(),
                        Names.TEMPLATE_TOPIC,
                        config.defaultQueueCount(),
                        queue.queueId(),
                        send.sysFlag(),
                        send.bornTimestampMillis(),
                        send.flag(),
                        send.properties(),
                        0,
                        false,
                        SendMessageHeader.NO_MAX_RECONSUME_TIMES,
                        send.isBatch(),
                        queue.brokerName())
                .encodeV2(command.extFields());
        return command.body(Unpooled.wrappedBuffer(send.body()));
    }

    private MessageQueue choose(Routes.SendRoute route, boolean maybeDone) {
        if (send.queue().isPresent()) {
            return send.queue().get();
        }
        List<MessageQueue> queues = route.queues();
        if (queues.isEmpty()) {
            throw noRoute("has no queue to write to");
        }
        if (send.shardingKey().isPresent()) {
            // As RocketMQ's hash selector does, so that its producers and ours agree on a key's queue.
            return queues.get(Math.abs(send.shardingKey().get().hashCode() % queues.size()));
        }
        if (chosen.isPresent() && (maybeDone || queues.size() == 1)) {
            return chosen.get();
        }
        return roundRobin(queues);
    }

    private CompletionException noRoute(String why) {
        return new CompletionException(CallFailure.noRoute("topic " + send.topic() + " " + why));
    }

    private MessageQueue roundRobin(List<MessageQueue> queues) {
        List<MessageQueue> others = chosen.map(last -> queues.stream()
                        .filter(queue -> !queue.brokerName().equals(last.brokerName()))
                        .toList())
                .orElse(queues);
        List<MessageQueue> candidates = others.isEmpty() ? queues : others;
        return candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size()));
    }
}
