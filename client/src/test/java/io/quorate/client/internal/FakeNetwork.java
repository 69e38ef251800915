package io.quorate.client.internal;

import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A network in virtual time: each address does what the test says, one millisecond after it was asked. */
public final class FakeNetwork implements Network {
    /** What an address does with a request. */
    @FunctionalInterface
    public interface Behaviour {
        /** The answer, or null for silence. */
        RemotingCommand answer(RemotingCommand request) throws RemotingException;
    }

    /** One request as it was sent. */
    public record Sent(long atMillis, String address, RemotingCommand request) {}

    public static final Behaviour SILENT = request -> null;
    public static final Behaviour UNREACHABLE = request -> {
        throw new RemotingException(RemotingException.Reason.CONNECT_FAILED, "refused");
    };
    public static final Behaviour HANGS_UP = request -> {
        throw new RemotingException(RemotingException.Reason.CONNECTION_CLOSED, "closed");
    };

    public final List<Sent> sent = new ArrayList<>();
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private final VirtualLoop loop;

    public FakeNetwork(VirtualLoop loop) {
        this.loop = loop;
    }

    public static Behaviour answers(int code) {
        return request -> RemotingCommand.response(code, "as told");
    }

    public FakeNetwork on(String address, Behaviour behaviour) {
        behaviours.put(address, behaviour);
        return this;
    }

    public List<String> addresses() {
        return sent.stream().map(Sent::address).toList();
    }

    @Override
    public CompletableFuture<RemotingCommand> invoke(String address, RemotingCommand request, Duration timeout) {
        sent.add(new Sent(loop.nowMillis(), address, request));
        CompletableFuture<RemotingCommand> answered = new CompletableFuture<>();
        var unusedAnswer = loop.schedule(1, () -> {
            try {
                RemotingCommand answer =
                        behaviours.getOrDefault(address, UNREACHABLE).answer(request);
                if (answer != null) {
                    answered.complete(answer);
                }
            } catch (RemotingException e) {
                answered.completeExceptionally(e);
            }
        });
        var unusedTimeout = loop.schedule(
                timeout.toMillis(),
                () -> answered.completeExceptionally(
                        new RemotingException(RemotingException.Reason.TIMED_OUT, "no answer")));
        return answered;
    }

    @Override
    public CompletableFuture<Void> invokeOneway(String address, RemotingCommand request) {
        sent.add(new Sent(loop.nowMillis(), address, request));
        return CompletableFuture.completedFuture(null);
    }
}
