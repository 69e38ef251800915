package io.quorate.remoting;

import static io.quorate.remoting.Eventually.eventually;
import static io.quorate.remoting.Loopback.LONG;
import static io.quorate.remoting.Loopback.NO_HANDLERS;
import static io.quorate.remoting.Loopback.addressOf;
import static io.quorate.remoting.Loopback.failure;
import static io.quorate.remoting.Loopback.get;
import static io.quorate.remoting.Loopback.serverConfig;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.remoting.RemotingException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client against real servers, and against none. */
@ExtendWith(LeakWatch.class)
class RemotingClientTest {
    private static final int ECHO = 100;
    private static final int PARK = 101;
    private static final int CALL_BACK = 102;
    private static final int CLIENT_SIDE = 40;

    private final Loopback loopback = new Loopback();
    private final Queue<RequestContext> parked = new ConcurrentLinkedQueue<>();
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> accepted = new ConcurrentLinkedQueue<>();
    private final HandlerTable handlers = HandlerTable.builder()
            .on(ECHO, context -> {
                seen.add(String.valueOf(context.request().field("say")));
                context.respond(RemotingCommand.response(0)
                        .field("echo", context.request().field("say"))
                        .body(context.request().body().retain()));
            })
            .on(PARK, parked::add)
            .on(CALL_BACK, RemotingClientTest::callBack)
            .build();
    private final RemotingServerConfig server = serverConfig().withOnConnected(accepted::add);

    @AfterEach
    void close() {
        loopback.close();
    }

    @ParameterizedTest
    @EnumSource(HeaderType.class)
    void asksInItsOwnCodecAndReadsTheAnswer(HeaderType type) throws Exception {
        RemotingServer peers = loopback.serve(RemotingServerConfig.forPeers("127.0.0.1", 0), handlers);
        RemotingClient client = loopback.client(RemotingClientConfig.defaults().withHeaderType(type), NO_HANDLERS);
        RemotingCommand response =
                get(client.invoke(addressOf(peers), echo("hi").body(new byte[] {7, 8}), LONG));
        assertThat(response.headerType()).isEqualTo(type);
        assertThat(response.field("echo")).isEqualTo("hi");
        assertThat(response.body().hasArray()).isTrue();
        assertThat(Frames.bodyOf(response)).containsExactly(7, 8);
    }

    @Test
    void typedHeadersTravelBetweenPeers() throws Exception {
        RemotingServer peers = loopback.serve(
                RemotingServerConfig.forPeers("127.0.0.1", 0),
                HandlerTable.builder()
                        .on(
                                1,
                                context -> context.respond(RemotingCommand.response(0)
                                        .typedHeader(context.request().typedHeader())))
                        .build());
        RemotingClient client =
                loopback.client(RemotingClientConfig.defaults().withHeaderType(HeaderType.PROTOSTUFF), NO_HANDLERS);
        RemotingCommand request = RemotingCommand.request(1).typedHeader(new byte[] {3, 1, 4});
        assertThat(get(client.invoke(addressOf(peers), request, LONG)).typedHeader())
                .containsExactly(3, 1, 4);
    }

    @Test
    void answersOutOfOrderReachTheirCallers() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        List<CompletableFuture<RemotingCommand>> calls = IntStream.range(0, 50)
                .mapToObj(i ->
                        client.invoke(address, RemotingCommand.request(PARK).field("n", i), LONG))
                .toList();
        eventually("all are parked", () -> parked.size() == calls.size());
        List<RequestContext> contexts = new ArrayList<>(parked);
        for (int i = contexts.size() - 1; i >= 0; i--) {
            contexts.get(i).respond(0, contexts.get(i).request().field("n"));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(get(calls.get(i)).remark()).isEqualTo(Integer.toString(i));
        }
        assertThat(accepted).hasSize(1);
    }

    @Test
    void requestsLeaveInOrderEvenWhileConnecting() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        List<CompletableFuture<RemotingCommand>> calls = IntStream.range(0, 500)
                .mapToObj(i -> client.invoke(address, echo(Integer.toString(i)), LONG))
                .toList();
        for (CompletableFuture<RemotingCommand> call : calls) {
            get(call);
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(Integer::toString).toList());
        assertThat(accepted).hasSize(1);
    }

    @Test
    void aCallWithoutAnAnswerTimesOutAndItsLateAnswerIsDropped() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        get(client.connect(address));
        CompletableFuture<RemotingCommand> patient = client.invoke(address, RemotingCommand.request(PARK), LONG);
        long startedAt = System.nanoTime();
        CompletableFuture<RemotingCommand> hasty =
                client.invoke(address, RemotingCommand.request(PARK), Duration.ofMillis(60));
        RemotingException timeout = failure(hasty);
        assertThat(timeout.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(timeout).hasMessageContaining("request " + PARK).hasMessageContaining("127.0.0.1");
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        assertThat(patient).isNotDone();

        eventually("both are parked", () -> parked.size() == 2);
        List<RequestContext> contexts = new ArrayList<>(parked);
        contexts.get(1).respond(0, "late");
        contexts.get(0).respond(0, "patient");
        assertThat(get(patient).remark()).isEqualTo("patient");
        assertThat(get(client.invoke(address, echo("still"), LONG)).field("echo"))
                .isEqualTo("still");
    }

    @Test
    void deadlinesAreKeptInWhateverOrderTheyCome() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        get(client.connect(address));
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int millis : new int[] {150, 50, 250, 100, 200}) {
            calls.add(client.invoke(address, RemotingCommand.request(PARK), Duration.ofMillis(millis))
                    .whenComplete((response, failure) -> order.add(millis)));
        }
        for (CompletableFuture<?> call : calls) {
            assertThat(failure(call).reason()).isEqualTo(Reason.TIMED_OUT);
        }
        assertThat(order).containsExactly(50, 100, 150, 200, 250);
    }

    @Test
    void aOnewayRequestArrivesAndIsDoneWhenWritten() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        get(client.invokeOneway(
                address, echo("first").body(Unpooled.directBuffer().writeInt(1))));
        get(client.invokeOneway(address, echo("second")));
        eventually("both are seen", () -> seen.size() == 2);
        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void overTheBoundOfCallsInFlightTheNextFailsAtOnce() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client(
                RemotingClientConfig.defaults()
                        .withLimits(ConnectionLimits.defaults().withCallsInFlightMax(2)),
                NO_HANDLERS);
        get(client.connect(address));
        CompletableFuture<RemotingCommand> first = client.invoke(address, RemotingCommand.request(PARK), LONG);
        CompletableFuture<RemotingCommand> second = client.invoke(address, RemotingCommand.request(PARK), LONG);
        ByteBuf body = Unpooled.directBuffer().writeInt(1);
        assertThat(failure(client.invoke(address, echo("third").body(body), LONG))
                        .reason())
                .isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
        assertThat(body.refCnt()).isZero();
        assertThat(failure(client.invokeOneway(address, echo("fourth"))).reason())
                .isEqualTo(Reason.TOO_MANY_IN_FLIGHT);

        eventually("both are parked", () -> parked.size() == 2);
        parked.remove().respond(0, null);
        get(first);
        assertThat(get(client.invoke(address, echo("fifth"), LONG)).code()).isZero();
        parked.remove().respond(0, null);
        get(second);
    }

    @Test
    void aConnectionThatIsNotReadFromRefusesCalls() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + deaf.getLocalPort();
            RemotingClient client = loopback.client(
                    RemotingClientConfig.defaults()
                            .withLimits(ConnectionLimits.defaults().withWriteHighWaterBytes(1024)),
                    NO_HANDLERS);
            Connection connection = get(client.connect(address));
            List<CompletableFuture<RemotingCommand>> calls = new ArrayList<>();
            eventually("writes pile up", () -> {
                calls.add(connection.invoke(echo("x").body(new byte[256 * 1024]), LONG));
                return calls.get(calls.size() - 1).isCompletedExceptionally();
            });
            RemotingException refusal = failure(calls.get(calls.size() - 1));
            assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
            assertThat(refusal).hasMessageContaining("reads too slowly");
            assertThat(connection.isActive()).isTrue();
        }
    }

    @Test
    void aRequestTooLargeForAFrameFailsAndTheConnectionStays() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        Connection connection = get(client.connect(address));
        ByteBuf body = Unpooled.wrappedBuffer(new byte[ConnectionLimits.FRAME_BYTES_MAX]);
        assertThat(failure(client.invoke(address, echo("big").body(body), LONG)).reason())
                .isEqualTo(Reason.NOT_ENCODABLE);
        assertThat(body.refCnt()).isZero();
        assertThat(failure(client.invokeOneway(address, echo("big").body(new byte[ConnectionLimits.FRAME_BYTES_MAX])))
                        .reason())
                .isEqualTo(Reason.NOT_ENCODABLE);
        assertThat(get(client.invoke(address, echo("small"), LONG)).code()).isZero();
        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void bodiesUpToTheFrameLimitTravelBothWays() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        byte[] body = new byte[ConnectionLimits.FRAME_BYTES_MAX - 1024];
        for (int i = 0; i < body.length; i += 97) {
            body[i] = (byte) i;
        }
        RemotingCommand response =
                get(loopback.client().invoke(address, echo("big").body(body), LONG));
        assertThat(Frames.bodyOf(response)).isEqualTo(body);
    }

    @Test
    void aClosedConnectionFailsWhatIsInFlightAndIsToldAndReplaced() throws Exception {
        RemotingServer first = loopback.serve(server, handlers);
        String address = addressOf(first);
        RemotingClient client = loopback.client();
        Queue<String> closed = new ConcurrentLinkedQueue<>();
        client.onConnectionClosed(closed::add);
        List<CompletableFuture<RemotingCommand>> calls = IntStream.range(0, 10)
                .mapToObj(i -> client.invoke(address, RemotingCommand.request(PARK), LONG))
                .toList();
        eventually("all are parked", () -> parked.size() == calls.size());
        accepted.remove().close();
        for (CompletableFuture<RemotingCommand> call : calls) {
            assertThat(failure(call).reason()).isEqualTo(Reason.CONNECTION_CLOSED);
        }
        assertThat(closed).containsExactly(address);
        assertThat(get(client.invoke(address, echo("again"), LONG)).code()).isZero();
        assertThat(accepted).hasSize(1);
    }

    @Test
    void theServerMayAskOnTheClientsConnection() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HandlerTable clientSide = HandlerTable.builder()
                .on(CLIENT_SIDE, context -> {
                    asked.add(context.request().field("q") + context.request().isOneway());
                    context.respond(RemotingCommand.response(0, "from the client")
                            .body(context.request().body().retain()));
                })
                .build();
        RemotingClient client = loopback.client(RemotingClientConfig.defaults(), clientSide);
        // While our call with opaque 1 is under way, the server's own first call has opaque 1 as well.
        RemotingCommand response = get(client.invoke(address, RemotingCommand.request(CALL_BACK), LONG));
        assertThat(response.remark()).isEqualTo("client said: from the client 4");
        Connection toClient = accepted.remove();
        get(toClient.invokeOneway(RemotingCommand.request(CLIENT_SIDE).field("q", "notify")));
        eventually("the notification arrives", () -> asked.size() == 2);
        assertThat(asked).containsExactly("questionfalse", "notifytrue");
        assertThat(get(toClient.invoke(RemotingCommand.request(999), LONG)).code())
                .isEqualTo(3);
    }

    @Test
    void anUnreachableAddressFailsItsCallersAndIsLeftAloneForAWhile() throws Exception {
        String address = "127.0.0.1:" + freePort();
        RemotingClient client =
                loopback.client(RemotingClientConfig.defaults().withRetryBackoffMillisMax(3_600_000), NO_HANDLERS);
        ByteBuf body = Unpooled.directBuffer().writeInt(1);
        RemotingException failure = failure(client.invoke(address, echo("x").body(body), LONG));
        assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
        assertThat(failure).hasMessageContaining(address);
        assertThat(body.refCnt()).isZero();
        // Each failed attempt doubles the pause: before long it is longer than this test, and even a server that
        // listens now is not tried.
        for (int i = 0; i < 12; i++) {
            eventually("fails again", () -> client.connect(address).isCompletedExceptionally());
        }
        assertThat(failure(client.invokeOneway(
                                address, echo("x").body(Unpooled.directBuffer().writeInt(1))))
                        .reason())
                .isEqualTo(Reason.CONNECT_FAILED);
    }

    @Test
    void anAddressIsTriedAgainAfterItsPause() throws Exception {
        int port = freePort();
        String address = "127.0.0.1:" + port;
        RemotingClient client =
                loopback.client(RemotingClientConfig.defaults().withRetryBackoffMillisMax(50), NO_HANDLERS);
        assertThat(failure(client.connect(address)).reason()).isEqualTo(Reason.CONNECT_FAILED);
        loopback.serve(server.withPort(port), handlers);
        AtomicReference<CompletableFuture<Connection>> attempt = new AtomicReference<>(client.connect(address));
        eventually("it connects", () -> {
            CompletableFuture<Connection> last = attempt.get();
            if (last.isCompletedExceptionally()) {
                attempt.set(client.connect(address));
            }
            return last.isDone() && !last.isCompletedExceptionally();
        });
        assertThat(attempt.get().join().isActive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", ":1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1"})
    void whatIsNoAddressFailsToConnect(String address) throws Exception {
        RemotingException failure = failure(loopback.client().connect(address));
        assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
        assertThat(failure).hasMessageContaining("host:port");
    }

    @Test
    void hostNamesAreLookedUp() throws Exception {
        RemotingServer local = loopback.serve(server, handlers);
        assertThat(get(loopback.client().invoke("localhost:" + local.port(), echo("x"), LONG))
                        .code())
                .isZero();
        assertThat(failure(loopback.client().connect("no-such-host.invalid:1"))).hasMessageContaining("no host");
    }

    @Test
    void addressesOverTheBoundAreRefusedWhileAllAreConnected() throws Exception {
        String first = addressOf(loopback.serve(server, handlers));
        String second = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client(RemotingClientConfig.defaults().withAddressesMax(1), NO_HANDLERS);
        Connection connection = get(client.connect(first));
        assertThat(failure(client.connect(second)).reason()).isEqualTo(Reason.CONNECT_FAILED);
        connection.close();
        eventually("the closed one made room", () -> !client.connect(second).isCompletedExceptionally());
    }

    @Test
    void concurrentCallersShareOneConnection() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        List<CompletableFuture<Connection>> attempts = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> client.connect(address))
                .toList();
        Connection connection = get(attempts.get(0));
        for (CompletableFuture<Connection> attempt : attempts) {
            assertThat(get(attempt)).isSameAs(connection);
        }
        get(connection.invoke(echo("after it was accepted"), LONG));
        assertThat(accepted).hasSize(1);
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client(
                RemotingClientConfig.defaults()
                        .withLimits(ConnectionLimits.defaults().withIdleCloseSeconds(1)),
                NO_HANDLERS);
        Connection connection = get(client.connect(address));
        eventually("it closes", () -> !connection.isActive());
    }

    @Test
    void aCallThatGetsNoConnectionInTimeFails() throws Exception {
        // A full backlog answers no further handshake: the connect hangs.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fillers = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    fillers.add(fillerOf(full));
                }
                ByteBuf body = Unpooled.directBuffer().writeInt(1);
                RemotingException failure = failure(loopback.client()
                        .invoke("127.0.0.1:" + full.getLocalPort(), echo("x").body(body), Duration.ofMillis(50)));
                assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
                assertThat(body.refCnt()).isZero();
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void closingFailsWhatIsUnderWayAndWhatComesLater() throws Exception {
        String address = addressOf(loopback.serve(server, handlers));
        RemotingClient client = loopback.client();
        CompletableFuture<RemotingCommand> call = client.invoke(address, RemotingCommand.request(PARK), LONG);
        eventually("it is parked", () -> !parked.isEmpty());
        client.close();
        assertThat(failure(call).reason()).isEqualTo(Reason.SHUT_DOWN);
        ByteBuf body = Unpooled.directBuffer().writeInt(1);
        assertThat(failure(client.invoke(address, echo("x").body(body), LONG)).reason())
                .isEqualTo(Reason.SHUT_DOWN);
        assertThat(failure(client.connect("127.0.0.1:1")).reason()).isEqualTo(Reason.SHUT_DOWN);
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void callsAfterTheLoopsEndedFail() throws Exception {
        RemotingServer local = loopback.serve(server, handlers);
        RemotingClient client = loopback.client();
        Connection connection = get(client.connect(addressOf(local)));
        loopback.loops().close();
        ByteBuf body = Unpooled.directBuffer().writeInt(1);
        assertThat(failure(connection.invoke(echo("x").body(body), LONG)).reason())
                .isEqualTo(Reason.SHUT_DOWN);
        assertThat(body.refCnt()).isZero();
        assertThat(failure(client.invoke("127.0.0.1:1", echo("x"), LONG)).reason())
                .isEqualTo(Reason.SHUT_DOWN);
    }

    /** Asks the client something before answering it. */
    private static void callBack(RequestContext context) {
        RemotingCommand question = RemotingCommand.request(CLIENT_SIDE)
                .field("q", "question")
                .body(Unpooled.directBuffer().writeInt(1));
        CompletableFuture<RemotingCommand> answer = context.connection().invoke(question, LONG);
        answer.thenAccept(said -> context.respond(
                        0, "client said: " + said.remark() + " " + said.body().readableBytes()))
                .exceptionally(failure -> {
                    context.respond(1, failure.toString());
                    return null;
                });
    }

    private static Socket fillerOf(ServerSocket server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server.getLocalSocketAddress(), 20);
        } catch (java.net.SocketTimeoutException e) {
            socket.close(); // the backlog is full
        }
        return socket;
    }

    private static RemotingCommand echo(String say) {
        return RemotingCommand.request(ECHO).field("say", say);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
