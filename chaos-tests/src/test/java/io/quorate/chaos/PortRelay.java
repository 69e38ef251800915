package io.quorate.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Another port of a server on loopback, for programs that insist on theirs. Closing it cuts its connections. */
final class PortRelay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** @throws IOException if the port is taken */
    PortRelay(int port, int target) throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "port-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(there);
                daemon(() -> pump(client, there));
                daemon(() -> pump(there, client));
            }
        } catch (IOException closed) {
            close();
        }
    }

    /** Until either side ends. */
    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] some = new byte[4096];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                out.write(some, 0, count);
                out.flush();
            }
        } catch (IOException cut) {
            cut(to);
        }
        cut(from);
    }

    private void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException gone) {
            sockets.forEach(this::cut);
        }
        sockets.forEach(this::cut);
    }
}
