package io.quorate.remoting;

import static io.quorate.remoting.Eventually.eventually;
import static io.quorate.remoting.Loopback.LONG;
import static io.quorate.remoting.Loopback.addressOf;
import static io.quorate.remoting.Loopback.get;
import static io.quorate.remoting.Loopback.readFrame;
import static io.quorate.remoting.Loopback.serverConfig;
import static io.quorate.remoting.Loopback.socketTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server as strangers on a socket see it. */
@ExtendWith(LeakWatch.class)
class RemotingServerTest {
    private static final int ECHO = 100;
    private static final int PARK = 101;

    private final Loopback loopback = new Loopback();
    private final Queue<RequestContext> parked = new ConcurrentLinkedQueue<>();
    private final HandlerTable handlers = HandlerTable.builder()
            .on(
                    ECHO,
                    context -> context.respond(RemotingCommand.response(0)
                            .field("echo", context.request().field("say"))
                            .body(context.request().body().retain())))
            .on(PARK, parked::add)
            .build();

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void answersInTheCodecOfTheRequestAndEchoesTheOpaque() throws Exception {
        RemotingServer server = loopback.serve(RemotingServerConfig.forPeers("127.0.0.1", 0), handlers);
        try (Socket socket = socketTo(server)) {
            for (HeaderType type : HeaderType.values()) {
                RemotingCommand request = RemotingCommand.request(ECHO)
                        .opaque(-1 - type.number())
                        .headerType(type)
                        .field("say", type.name())
                        .body(new byte[] {1, 2});
                socket.getOutputStream().write(Frames.encode(request));
                RemotingCommand response = readFrame(socket);
                assertThat(response.headerType()).isEqualTo(type);
                assertThat(response.opaque()).isEqualTo(-1 - type.number());
                assertThat(response.isResponse()).isTrue();
                assertThat(response.version()).isEqualTo(RemotingCommand.PROTOCOL_VERSION);
                assertThat(response.field("echo")).isEqualTo(type.name());
                assertThat(Frames.bodyOf(response)).containsExactly(1, 2);
            }
        }
    }

    @Test
    void anUnknownCodeIsAnsweredNotSupported() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        RemotingCommand response =
                get(loopback.client().invoke(addressOf(server), RemotingCommand.request(4711), LONG));
        assertThat(response.code()).isEqualTo(3);
        assertThat(response.remark()).isEqualTo(" request type 4711 not supported");
    }

    @Test
    void refusalsAndFailuresOfHandlersBecomeAnswers() throws Exception {
        RemotingServer server = loopback.serve(HandlerTable.builder()
                .on(1, context -> {
                    throw new RequestException(29, "queueId is 9; this topic has 4");
                })
                .on(2, context -> {
                    throw new IllegalStateException("no luck");
                })
                .build());
        RemotingClient client = loopback.client();
        RemotingCommand refusal = get(client.invoke(addressOf(server), RemotingCommand.request(1), LONG));
        assertThat(refusal.code()).isEqualTo(29);
        assertThat(refusal.remark()).isEqualTo("queueId is 9; this topic has 4");
        try (LogWatch log = new LogWatch(NettyConnection.class)) {
            RemotingCommand error = get(client.invoke(addressOf(server), RemotingCommand.request(2), LONG));
            assertThat(error.code()).isEqualTo(1);
            assertThat(error.remark()).contains("no luck");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void nothingIsAnsweredToAOnewayRequest() throws Exception {
        RemotingServer server = loopback.serve(HandlerTable.builder()
                .on(ECHO, context -> context.respond(0, "seen"))
                .on(1, context -> {
                    throw new RequestException(29, "wrong");
                })
                .build());
        try (Socket socket = socketTo(server)) {
            for (int code : new int[] {ECHO, 1, 4711}) {
                socket.getOutputStream().write(Frames.encode(RemotingCommand.oneway(code)));
            }
            socket.getOutputStream()
                    .write(Frames.encode(RemotingCommand.request(ECHO).opaque(5)));
            assertThat(readFrame(socket).opaque()).isEqualTo(5);
        }
    }

    @Test
    void onlyTheFirstOfSeveralAnswersIsSent() throws Exception {
        RemotingServer server = loopback.serve(HandlerTable.builder()
                .on(ECHO, context -> {
                    context.respond(0, "first");
                    context.respond(RemotingCommand.response(0, "second")
                            .body(Unpooled.directBuffer().writeInt(1)));
                    throw new RequestException(29, "third");
                })
                .build());
        try (Socket socket = socketTo(server)) {
            socket.getOutputStream()
                    .write(Frames.encode(RemotingCommand.request(ECHO).opaque(1)));
            socket.getOutputStream()
                    .write(Frames.encode(RemotingCommand.request(4711).opaque(2)));
            assertThat(readFrame(socket).remark()).isEqualTo("first");
            assertThat(readFrame(socket).opaque()).isEqualTo(2);
        }
    }

    @Test
    void garbageClosesItsOwnConnectionOnlyAndIsLoggedOnce() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        RemotingClient client = loopback.client();
        assertThat(get(client.invoke(addressOf(server), echo("before"), LONG)).field("echo"))
                .isEqualTo("before");
        Connection connection = get(client.connect(addressOf(server)));
        try (LogWatch log = new LogWatch(FrameDecoder.class);
                Socket socket = socketTo(server)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(readsEnd(socket)).isTrue();
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0))
                    .contains("127.0.0.1:" + socket.getLocalPort())
                    .contains("1195725856");
        }
        assertThat(get(client.invoke(addressOf(server), echo("after"), LONG)).field("echo"))
                .isEqualTo("after");
        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void headersThatAreNoHeadersCloseTheConnection() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        byte[] notJson = "{nope".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> frames = List.of(
                Frames.raw(4 + 5, 5, notJson),
                Frames.raw(4 + 5, 1 << 24 | 5, notJson),
                Frames.raw(4 + 5, 6, notJson),
                Frames.raw(4 + 5, 9 << 24 | 5, notJson),
                Frames.encode(RemotingCommand.request(ECHO).headerType(HeaderType.PROTOSTUFF)));
        try (LogWatch log = new LogWatch(FrameDecoder.class)) {
            for (byte[] frame : frames) {
                try (Socket socket = socketTo(server)) {
                    socket.getOutputStream().write(frame);
                    assertThat(readsEnd(socket)).isTrue();
                }
            }
            assertThat(log.lines()).hasSize(frames.size());
        }
    }

    @Test
    void overTheBoundOfRequestsInFlightTheAnswerIsBusyAtOnce() throws Exception {
        RemotingServer server = loopback.serve(
                serverConfig().withLimits(ConnectionLimits.defaults().withRequestsInFlightMax(2)), handlers);
        try (Socket socket = socketTo(server)) {
            for (int opaque = 1; opaque <= 3; opaque++) {
                socket.getOutputStream()
                        .write(Frames.encode(RemotingCommand.request(PARK).opaque(opaque)));
            }
            RemotingCommand busy = readFrame(socket);
            assertThat(busy.opaque()).isEqualTo(3);
            assertThat(busy.code()).isEqualTo(2);

            parked.remove().respond(0, "done");
            assertThat(readFrame(socket).opaque()).isEqualTo(1);
            socket.getOutputStream()
                    .write(Frames.encode(RemotingCommand.request(ECHO).opaque(4)));
            RemotingCommand served = readFrame(socket);
            assertThat(served.opaque()).isEqualTo(4);
            assertThat(served.code()).isZero();
            parked.remove().respond(0, "done");
        }
    }

    @Test
    void anAnswerTooLargeForAFrameBecomesAnError() throws Exception {
        RemotingServer server = loopback.serve(
                serverConfig().withLimits(ConnectionLimits.defaults().withFrameBytesMax(4096)),
                HandlerTable.builder()
                        .on(
                                ECHO,
                                context -> context.respond(RemotingCommand.response(0)
                                        .body(Unpooled.directBuffer().writeZero(5000))))
                        .build());
        RemotingCommand response = get(loopback.client().invoke(addressOf(server), echo("x"), LONG));
        assertThat(response.code()).isEqualTo(1);
        assertThat(response.remark()).contains("4096");
    }

    @Test
    void anAnswerToAClosedConnectionIsDroppedAndReleased() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        try (Socket socket = socketTo(server)) {
            socket.getOutputStream().write(Frames.encode(RemotingCommand.request(PARK)));
            eventually("the request is parked", () -> !parked.isEmpty());
        }
        RequestContext context = parked.remove();
        CountDownLatch closed = new CountDownLatch(2);
        context.connection().onClose(closed::countDown);
        closed.countDown();
        assertThat(closed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        ByteBuf body = Unpooled.directBuffer().writeInt(1);
        context.respond(RemotingCommand.response(0).body(body));
        eventually("the body is released", () -> body.refCnt() == 0);

        CountDownLatch late = new CountDownLatch(1);
        context.connection().onClose(late::countDown);
        assertThat(late.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoDoesNotReadIsNotReadFromAndLosesNothing() throws Exception {
        AtomicInteger served = new AtomicInteger();
        AtomicReference<Connection> connection = new AtomicReference<>();
        int answerBytes = 64 * 1024;
        RemotingServer server = loopback.serve(
                serverConfig()
                        .withLimits(ConnectionLimits.defaults().withWriteHighWaterBytes(128 * 1024))
                        .withOnConnected(connection::set),
                HandlerTable.builder()
                        .on(ECHO, context -> {
                            served.incrementAndGet();
                            context.respond(RemotingCommand.response(0).body(new byte[answerBytes]));
                        })
                        .build());
        int requests = 1000; // some 64 MB of answers: more than the sockets hold
        try (Socket socket = socketTo(server)) {
            byte[] padding = new byte[4096];
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        socket.getOutputStream()
                                .write(Frames.encode(
                                        RemotingCommand.request(ECHO).opaque(i).body(padding)));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            eventually(
                    "writes pile up",
                    () -> connection.get() != null && !connection.get().isWritable());
            assertThat(served.get()).isLessThan(requests);
            for (int i = 0; i < requests; i++) {
                RemotingCommand response = readFrame(socket);
                assertThat(response.opaque()).isEqualTo(i);
                assertThat(response.body().readableBytes()).isEqualTo(answerBytes);
            }
            writer.join(LONG.toMillis());
        }
    }

    /** One read of the socket may hold hundreds of small requests: serving them all would pile their answers up. */
    @Test
    void requestsAlreadyReadWaitWhileAnswersPileUp() throws Exception {
        AtomicInteger served = new AtomicInteger();
        int answerBytes = 8 * 1024 * 1024; // more than the sockets hold
        RemotingServer server = loopback.serve(
                serverConfig().withLimits(ConnectionLimits.defaults().withWriteHighWaterBytes(1024 * 1024)),
                HandlerTable.builder()
                        .on(ECHO, context -> {
                            served.incrementAndGet();
                            context.respond(RemotingCommand.response(0).body(new byte[answerBytes]));
                        })
                        .build());
        int requests = 20;
        try (Socket socket = socketTo(server)) {
            java.io.ByteArrayOutputStream burst = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < requests; i++) {
                burst.write(Frames.encode(RemotingCommand.request(ECHO).opaque(i)));
            }
            socket.getOutputStream().write(burst.toByteArray());
            for (int i = 0; i < requests; i++) {
                RemotingCommand response = readFrame(socket);
                assertThat(response.opaque()).isEqualTo(i);
                assertThat(response.body().readableBytes()).isEqualTo(answerBytes);
                // The one being read, the one behind it in the socket's buffers, and one more that crossed the mark.
                assertThat(served.get()).isLessThanOrEqualTo(i + 3);
            }
        }
    }

    @Test
    void aPeerIsBelievedForWhomItAsksAndAClientIsNot() throws Exception {
        HandlerTable whoAsks = HandlerTable.builder()
                .on(ECHO, context -> context.respond(0, context.clientAddress().toString()))
                .build();
        RemotingServer peers = loopback.serve(RemotingServerConfig.forPeers("127.0.0.1", 0), whoAsks);
        RemotingServer clients = loopback.serve(whoAsks);
        RemotingClient client = loopback.client();
        for (String forwarded : new String[] {"10.1.2.3:4567", "nonsense", "10.1.2.3:", "10.1.2.3:99999", ":1", ""}) {
            RemotingCommand request = RemotingCommand.request(ECHO).field(ServedRequest.FORWARDED_CLIENT, forwarded);
            String seen = get(client.invoke(addressOf(peers), request, LONG)).remark();
            if (forwarded.equals("10.1.2.3:4567")) {
                assertThat(seen).isEqualTo("/10.1.2.3:4567");
            } else {
                assertThat(seen).startsWith("/127.0.0.1:");
            }
        }
        RemotingCommand pretended = RemotingCommand.request(ECHO).field(ServedRequest.FORWARDED_CLIENT, "10.1.2.3:4");
        assertThat(get(client.invoke(addressOf(clients), pretended, LONG)).remark())
                .startsWith("/127.0.0.1:");
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        RemotingServer server = loopback.serve(
                serverConfig().withLimits(ConnectionLimits.defaults().withIdleCloseSeconds(1)), handlers);
        try (Socket socket = socketTo(server)) {
            assertThat(readsEnd(socket)).isTrue();
        }
    }

    @Test
    void connectionsOverTheBoundAreClosed() throws Exception {
        RemotingServer server = loopback.serve(serverConfig().withConnectionsMax(1), handlers);
        try (Socket first = socketTo(server)) {
            first.getOutputStream().write(Frames.encode(echo("in")));
            assertThat(readFrame(first).field("echo")).isEqualTo("in");
            try (LogWatch log = new LogWatch(RemotingServer.class);
                    Socket second = socketTo(server)) {
                assertThat(readsEnd(second)).isTrue();
                assertThat(log.lines()).hasSize(1);
            }
        }
        eventually("there is room again", () -> {
            try (Socket third = socketTo(server)) {
                third.getOutputStream().write(Frames.encode(echo("again")));
                return "again".equals(readFrame(third).field("echo"));
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        RemotingServer second = new RemotingServer(serverConfig().withPort(server.port()), loopback.loops(), handlers);
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port())
                .hasMessageContaining("in use");
        second.close();
    }

    @Test
    void closingFreesThePortAndTheConnections() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        try (Socket socket = socketTo(server)) {
            socket.getOutputStream().write(Frames.encode(echo("x")));
            readFrame(socket);
            server.close();
            server.close();
            assertThat(readsEnd(socket)).isTrue();
        }
        loopback.serve(serverConfig().withPort(server.port()), handlers);
    }

    @Test
    void manyAnswersFromAnotherThreadArriveInOrder() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        int requests = 2000;
        try (Socket socket = socketTo(server)) {
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream()
                        .write(Frames.encode(RemotingCommand.request(PARK).opaque(i)));
            }
            eventually("all are parked", () -> parked.size() == requests);
            List<RequestContext> contexts = new ArrayList<>(parked);
            contexts.forEach(context -> context.respond(0, null));
            for (int i = 0; i < requests; i++) {
                assertThat(readFrame(socket).opaque()).isEqualTo(i);
            }
        }
    }

    @Test
    void anErrorInAHandlerReachesTheUncaughtHandlerAndClosesTheConnection() throws Exception {
        RemotingServer server = loopback.serve(HandlerTable.builder()
                .on(1, context -> {
                    throw new AssertionError("an invariant");
                })
                .build());
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.set(error));
        try (LogWatch log = new LogWatch(NettyConnection.class);
                Socket socket = socketTo(server)) {
            socket.getOutputStream().write(Frames.encode(RemotingCommand.request(1)));
            assertThat(readsEnd(socket)).isTrue();
            eventually("the error is handed on", () -> uncaught.get() != null);
            assertThat(uncaught.get()).hasMessage("an invariant");
            assertThat(log.lines()).hasSize(1);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static RemotingCommand echo(String say) {
        return RemotingCommand.request(ECHO).field("say", say);
    }

    /** True when the other side closes, orderly or by a reset; false when it sends something. */
    private static boolean readsEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }
}
