package io.quorate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A client of a few lines that shares no code with our remoting: what it understands, the protocol's paper says. Frame:
 * {@code length(4) codec(1)=0 headerLength(3) header(JSON) body}.
 */
final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int ONEWAY_FLAG = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private int opaque;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** One answer of a server; its body as text. */
    record Answer(int code, String remark, JsonNode fields, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    /** Sends a request and waits for its answer. */
    Answer call(int code, Map<String, ?> fields, byte[] body) throws IOException {
        send(code, 0, fields, body);
        return read();
    }

    void sendOneway(int code, Map<String, ?> fields, byte[] body) throws IOException {
        send(code, ONEWAY_FLAG, fields, body);
    }

    private void send(int code, int flag, Map<String, ?> fields, byte[] body) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.put("code", code).put("flag", flag).put("language", "JAVA").put("opaque", ++opaque);
        header.put("serializeTypeCurrentRPC", "JSON").put("version", 513);
        ObjectNode ext = header.putObject("extFields");
        fields.forEach((name, value) -> ext.put(name, String.valueOf(value)));
        byte[] text = JSON.writeValueAsBytes(header);
        sendBytes(ByteBuffer.allocate(8 + text.length + body.length)
                .putInt(4 + text.length + body.length)
                .putInt(text.length)
                .put(text)
                .put(body)
                .array());
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private Answer read() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        int headerLength = in.readInt() & 0xFFFFFF;
        byte[] header = in.readNBytes(headerLength);
        byte[] body = in.readNBytes(length - 4 - headerLength);
        JsonNode json = JSON.readTree(new String(header, StandardCharsets.UTF_8));
        if (json.get("opaque").asInt() != opaque) {
            throw new IOException("answer to another request: " + json);
        }
        JsonNode ext = json.get("extFields");
        return new Answer(
                json.get("code").asInt(),
                json.hasNonNull("remark") ? json.get("remark").asText() : "",
                ext == null || ext.isNull() ? JSON.createObjectNode() : ext,
                new String(body, StandardCharsets.UTF_8));
    }

    /** True when the server closes this connection, whatever it says before. */
    boolean isClosedByServer() throws IOException {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (EOFException | SocketException e) {
            return true; // a reset is a close, too
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
