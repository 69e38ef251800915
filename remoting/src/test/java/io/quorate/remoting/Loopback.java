package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** I/O loops, and servers and clients on them that talk over 127.0.0.1; closed together. */
final class Loopback implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);
    static final HandlerTable NO_HANDLERS = HandlerTable.builder().build();

    private final IoLoops loops = new IoLoops("loopback", 2);
    private final Deque<Runnable> open = new ArrayDeque<>();

    IoLoops loops() {
        return loops;
    }

    static RemotingServerConfig serverConfig() {
        return RemotingServerConfig.forClients("127.0.0.1", 0);
    }

    RemotingServer serve(RemotingServerConfig config, HandlerTable handlers) throws IOException {
        RemotingServer server = new RemotingServer(config, loops, handlers);
        server.start();
        open.push(server::close);
        return server;
    }

    RemotingServer serve(HandlerTable handlers) throws IOException {
        return serve(serverConfig(), handlers);
    }

    RemotingClient client(RemotingClientConfig config, HandlerTable serverRequests) {
        RemotingClient client = new RemotingClient(config, loops, serverRequests);
        open.push(client::close);
        return client;
    }

    RemotingClient client() {
        return client(RemotingClientConfig.defaults(), NO_HANDLERS);
    }

    static String addressOf(RemotingServer server) {
        return "127.0.0.1:" + server.port();
    }

    static Socket socketTo(RemotingServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    /** The next frame that arrives at a plain socket. */
    static RemotingCommand readFrame(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        byte[] frame = new byte[4 + length];
        System.arraycopy(
                new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length},
                0,
                frame,
                0,
                4);
        in.readFully(frame, 4, length);
        return Frames.decode(frame).get(0);
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    static RemotingException failure(CompletableFuture<?> future) throws InterruptedException, TimeoutException {
        try {
            Object value = future.get(LONG.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("did not fail: " + value);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(RemotingException.class);
            return (RemotingException) e.getCause();
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
        loops.close();
    }
}
