package io.quorate.chaos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a node says of itself (request NODE_STATUS). Asked without our remoting, which might be what is broken. */
public record NodeStatus(
        String node,
        String role,
        String outside,
        long term,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        long endPosition,
        String stateHash) {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final byte[] REQUEST = ("{\"code\":21001,\"flag\":0,\"language\":\"JAVA\",\"opaque\":1,"
                    + "\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513}")
            .getBytes(StandardCharsets.US_ASCII);
    private static final JsonFactory JSON = new JsonFactory();

    /** Of a node on this machine. Empty while it is down or does not answer. */
    public static Optional<NodeStatus> of(int port) {
        return of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    }

    /** Waits {@code timeoutMillis} for the connection, and as long for the answer. */
    public static Optional<NodeStatus> of(InetSocketAddress address, int timeoutMillis) {
        return ask(address, timeoutMillis).flatMap(NodeStatus::ofAll);
    }

    /** Something else it says there, by its name. */
    public static Optional<String> fieldOf(InetSocketAddress address, int timeoutMillis, String name) {
        return ask(address, timeoutMillis).flatMap(said -> Optional.ofNullable(said.get(name)));
    }

    /** Connects, and sends the question. The answer is not waited for. */
    public static void request(Socket socket, InetSocketAddress address, int timeoutMillis) throws IOException {
        socket.connect(address, timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(8 + REQUEST.length)
                        .putInt(4 + REQUEST.length)
                        .putInt(REQUEST.length)
                        .put(REQUEST)
                        .array());
    }

    private static Optional<Map<String, String>> ask(InetSocketAddress address, int timeoutMillis) {
        try (Socket socket = new Socket()) {
            request(socket, address, timeoutMillis);
            return read(new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> read(DataInputStream in) throws IOException {
        int length = in.readInt();
        int headerLength = in.readInt() & 0xFFFFFF;
        if (length > FRAME_BYTES_MAX || headerLength > length - 4) {
            throw new IOException("not a frame: " + length + ", " + headerLength);
        }
        Map<String, String> header = scalars(in.readNBytes(headerLength));
        Map<String, String> body = scalars(in.readNBytes(length - 4 - headerLength));
        return "0".equals(header.get("code")) ? Optional.of(body) : Optional.empty();
    }

    /** The members of a JSON object that are neither objects nor arrays. */
    private static Map<String, String> scalars(byte[] json) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (parser.nextToken().isScalarValue()) {
                        members.put(name, parser.getText());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
        return members;
    }

    private static Optional<NodeStatus> ofAll(Map<String, String> said) {
        try {
            return Optional.of(new NodeStatus(
                    said.get("node"),
                    said.get("role"),
                    said.getOrDefault("outside", ""),
                    Long.parseLong(said.get("term")),
                    Long.parseLong(said.get("lastIndex")),
                    Long.parseLong(said.get("flushedIndex")),
                    Long.parseLong(said.get("committedIndex")),
                    Long.parseLong(said.get("appliedIndex")),
                    Long.parseLong(said.get("endPosition")),
                    said.get("stateHash")));
        } catch (NumberFormatException notAStatus) {
            return Optional.empty();
        }
    }

    /** Whether the node belongs to no group; {@link #outside} is its reason then. */
    public boolean isOutside() {
        return !outside.isEmpty();
    }

    public boolean isLeader() {
        return role.equals("LEADER");
    }

    /** True when all that is in this node's log is flushed, committed and applied. */
    public boolean isSettled() {
        return lastIndex == flushedIndex && lastIndex == committedIndex && lastIndex == appliedIndex;
    }

    /** True when both hold the same log and derived the same tables from it. */
    public boolean agreesWith(NodeStatus other) {
        return lastIndex == other.lastIndex && endPosition == other.endPosition && stateHash.equals(other.stateHash);
    }
}
