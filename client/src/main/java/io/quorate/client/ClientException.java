package io.quorate.client;

/** A request did not bring what was asked for. The message names who answered what. */
public class ClientException extends Exception {
    /** Of {@link #responseCode()}: no server refused, there was no answer. */
    public static final int NO_CODE = -1;

    private final int responseCode;

    public ClientException(int responseCode, String message) {
        super(message);
        this.responseCode = responseCode;
    }

    public ClientException(String message, Throwable cause) {
        super(message, cause);
        this.responseCode = NO_CODE;
    }

    /** The code a server refused with, or {@link #NO_CODE}. */
    public int responseCode() {
        return responseCode;
    }
}
