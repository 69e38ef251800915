package io.quorate.chaos.cluster;

import io.quorate.chaos.NodeStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Many clients at once, without our remoting. */
final class Crowd {
    private Crowd() {}

    /** Returns how many connections came about. All have asked before the first is closed, with a reset. */
    static int visit(InetSocketAddress address, int connections, int timeoutMillis) {
        List<Socket> visitors = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Socket visitor = new Socket();
            visitors.add(visitor);
            try {
                NodeStatus.request(visitor, address, timeoutMillis);
            } catch (IOException e) {
                // Not connected, or not for long: it is not counted, or was.
            }
        }
        int connected = 0;
        for (int i = 0; i < connections; i++) {
            connected += visitors.get(i).isConnected() ? 1 : 0;
            leave(visitors.get(i), i % 2 == 0);
        }
        return connected;
    }

    private static void leave(Socket visitor, boolean answered) {
        try {
            if (answered && visitor.isConnected()) {
                int unused = visitor.getInputStream().read();
            }
            visitor.setSoLinger(true, 0);
            visitor.close();
        } catch (IOException e) {
            // The node was quicker.
        }
    }
}
