package io.quorate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
 * {@code length(4) codec(1) headerLength(3) header body}, the header JSON (codec 0) or binary (codec 1).
 */
final class RawConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int ONEWAY_FLAG = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int BINARY_CODE_MAX = Short.MAX_VALUE;
    private static final int WIDE_CODES = 200; // thousands: RocketMQ sends the low two bytes of these
    private static final int BINARY_FIXED_BYTES = 21;

    private final Socket socket;
    private final boolean binary;
    private int opaque;

    RawConnection(int port) throws IOException {
        this(port, false);
    }

    /** @param binary whether headers are sent in the ROCKETMQ form, as far as that can carry the code */
    RawConnection(int port, boolean binary) throws IOException {
        this.binary = binary;
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
        boolean asBinary = binary && (code <= BINARY_CODE_MAX || code / 1000 == WIDE_CODES);
        byte[] header = asBinary ? binaryHeader(code, flag, fields) : jsonHeader(code, flag, fields);
        sendBytes(ByteBuffer.allocate(8 + header.length + body.length)
                .putInt(4 + header.length + body.length)
                .putInt((asBinary ? 1 << 24 : 0) | header.length)
                .put(header)
                .put(body)
                .array());
    }

    private byte[] jsonHeader(int code, int flag, Map<String, ?> fields) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.put("code", code).put("flag", flag).put("language", "JAVA").put("opaque", ++opaque);
        header.put("serializeTypeCurrentRPC", "JSON").put("version", 513);
        ObjectNode ext = header.putObject("extFields");
        fields.forEach((name, value) -> ext.put(name, String.valueOf(value)));
        return JSON.writeValueAsBytes(header);
    }

    private byte[] binaryHeader(int code, int flag, Map<String, ?> fields) throws IOException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(entries);
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = String.valueOf(field.getValue()).getBytes(StandardCharsets.UTF_8);
            out.writeShort(name.length);
            out.write(name);
            out.writeInt(value.length);
            out.write(value);
        }
        return ByteBuffer.allocate(BINARY_FIXED_BYTES + entries.size())
                .putShort((short) code)
                .put((byte) 0) // Java
                .putShort((short) 513)
                .putInt(++opaque)
                .putInt(flag)
                .putInt(0) // no remark
                .putInt(entries.size())
                .put(entries.toByteArray())
                .array();
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private Answer read() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        int headerWord = in.readInt();
        int headerLength = headerWord & 0xFFFFFF;
        byte[] header = in.readNBytes(headerLength);
        byte[] body = in.readNBytes(length - 4 - headerLength);
        return headerWord >>> 24 == 1 ? binaryAnswer(ByteBuffer.wrap(header), body) : jsonAnswer(header, body);
    }

    private Answer binaryAnswer(ByteBuffer header, byte[] body) throws IOException {
        int code = header.getShort();
        header.position(header.position() + 3);
        int answered = header.getInt();
        if (answered != opaque) {
            throw new IOException("answer to another request: " + answered);
        }
        header.getInt(); // the flag
        byte[] remark = new byte[header.getInt()];
        header.get(remark);
        ObjectNode fields = JSON.createObjectNode();
        header.getInt(); // bytes of the fields: they go on to the end
        while (header.hasRemaining()) {
            byte[] name = new byte[header.getShort()];
            header.get(name);
            byte[] value = new byte[header.getInt()];
            header.get(value);
            fields.put(new String(name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
        }
        return new Answer(
                code, new String(remark, StandardCharsets.UTF_8), fields, new String(body, StandardCharsets.UTF_8));
    }

    private Answer jsonAnswer(byte[] header, byte[] body) throws IOException {
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
