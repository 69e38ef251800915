package io.quorate.remoting;

/**
 * What one connection may use, on either side of it.
 *
 * @param idleCloseSeconds a connection without a byte in either direction for this long is closed
 * @param frameBytesMax longest frame taken or sent, its length field included; stock clients know no more than
 *     {@link #FRAME_BYTES_MAX}
 * @param requestsInFlightMax requests of the other side being served at once; more are answered SYSTEM_BUSY. A parked
 *     pull counts, and a consumer may park one per queue
 * @param callsInFlightMax our requests under way at once; more fail with TOO_MANY_IN_FLIGHT
 * @param writeHighWaterBytes bytes waiting for the socket above which calls fail with TOO_MANY_IN_FLIGHT and a server
 *     stops reading, until half of them are gone
 */
public record ConnectionLimits(
        int idleCloseSeconds,
        int frameBytesMax,
        int requestsInFlightMax,
        int callsInFlightMax,
        int writeHighWaterBytes) {
    /** 16 MiB, which is the limit of the official clients. */
    public static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    private static final int FRAME_BYTES_LIMIT = 1 << 28;

    public ConnectionLimits {
        require("idleCloseSeconds", idleCloseSeconds, 1, Integer.MAX_VALUE);
        require("frameBytesMax", frameBytesMax, 1024, FRAME_BYTES_LIMIT);
        require("requestsInFlightMax", requestsInFlightMax, 1, Integer.MAX_VALUE);
        require("callsInFlightMax", callsInFlightMax, 1, Integer.MAX_VALUE);
        require("writeHighWaterBytes", writeHighWaterBytes, 2, Integer.MAX_VALUE);
    }

    public static ConnectionLimits defaults() {
        return new ConnectionLimits(120, FRAME_BYTES_MAX, 16_384, 16_384, 32 * 1024 * 1024);
    }

    public ConnectionLimits withIdleCloseSeconds(int seconds) {
        return new ConnectionLimits(seconds, frameBytesMax, requestsInFlightMax, callsInFlightMax, writeHighWaterBytes);
    }

    public ConnectionLimits withFrameBytesMax(int bytes) {
        return new ConnectionLimits(
                idleCloseSeconds, bytes, requestsInFlightMax, callsInFlightMax, writeHighWaterBytes);
    }

    public ConnectionLimits withRequestsInFlightMax(int max) {
        return new ConnectionLimits(idleCloseSeconds, frameBytesMax, max, callsInFlightMax, writeHighWaterBytes);
    }

    public ConnectionLimits withCallsInFlightMax(int max) {
        return new ConnectionLimits(idleCloseSeconds, frameBytesMax, requestsInFlightMax, max, writeHighWaterBytes);
    }

    public ConnectionLimits withWriteHighWaterBytes(int bytes) {
        return new ConnectionLimits(idleCloseSeconds, frameBytesMax, requestsInFlightMax, callsInFlightMax, bytes);
    }

    static void require(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " is " + value + "; set it between " + min + " and " + max);
        }
    }
}
