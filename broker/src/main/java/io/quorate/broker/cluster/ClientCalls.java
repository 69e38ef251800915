package io.quorate.broker.cluster;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that this node makes to clients, over the connections they opened. How many may be under way on one connection
 * is the connection's own bound; above it a call fails at once. Safe from any thread.
 */
public final class ClientCalls {
    private final ClientRegistry clients;
    private final AtomicInteger turn = new AtomicInteger();

    public ClientCalls(ClientRegistry clients) {
        this.clients = clients;
    }

    /** The members of a consumer group that are connected to this node. */
    public List<Client> consumers(String consumerGroup) {
        return clients.consumerGroup(consumerGroup)
                .map(ConsumerGroupView::members)
                .orElse(List.of());
    }

    /**
     * That member of a consumer group that has this client id; one that reconnected has two connections for a while, of which
     * the newer counts.
     *
     * @param clientId empty for any member
     */
    public Optional<Client> consumer(String consumerGroup, String clientId) {
        return consumers(consumerGroup).stream()
                .filter(member -> clientId.isEmpty() || member.clientId().equals(clientId))
                .filter(member -> member.connection().isActive())
                .max(Comparator.comparingLong(Client::lastSeenMillis));
    }

    /** The producer with this client id, whatever its groups. */
    public Optional<Client> producer(String clientId) {
        return clients.producer(clientId).filter(client -> client.connection().isActive());
    }

    /** A member of a producer group that can be talked to; another one each time, as far as there are several. */
    public Optional<Client> anyProducer(String producerGroup) {
        List<Client> members = clients.producers(producerGroup).stream()
                .filter(member -> member.connection().isActive())
                .toList();
        List<Client> ready = members.stream()
                .filter(member -> member.connection().isWritable())
                .toList();
        List<Client> choice = ready.isEmpty() ? members : ready;
        return choice.isEmpty()
                ? Optional.empty()
                : Optional.of(choice.get(Math.floorMod(turn.getAndIncrement(), choice.size())));
    }

    /**
     * Asks a client and completes with its answer, ready to be passed on to somebody else. Never completes exceptionally: a
     * client that does not answer in time makes CONSUME_MSG_TIMEOUT, one that cannot be reached SYSTEM_ERROR.
     */
    public CompletableFuture<RemotingCommand> ask(Client client, RemotingCommand request, Duration timeout) {
        String what = RequestCode.nameOf(request.code()) + " to the client " + client.clientId();
        return client.connection()
                .invoke(request, timeout)
                .handle((answer, failure) -> failure == null ? relayed(answer) : failed(what, failure));
    }

    private static RemotingCommand relayed(RemotingCommand answer) {
        // Of a success Java clients say "not set any response code", which would only puzzle people.
        return RemotingCommand.response(answer.code(), answer.code() == ResponseCode.SUCCESS ? null : answer.remark())
                .extFields(answer.extFields())
                .body(answer.body());
    }

    private static RemotingCommand failed(String what, Throwable failure) {
        boolean late = failure instanceof RemotingException remoting
                && remoting.reason() == RemotingException.Reason.TIMED_OUT;
        return RemotingCommand.response(
                late ? ResponseCode.CONSUME_MSG_TIMEOUT : ResponseCode.SYSTEM_ERROR,
                what + " failed: " + failure.getMessage());
    }

    /** Sends without waiting for anything. What is lost here must be sent again by whoever cares. */
    public void tell(Client client, RemotingCommand request) {
        var unused = client.connection().invokeOneway(request);
    }
}
