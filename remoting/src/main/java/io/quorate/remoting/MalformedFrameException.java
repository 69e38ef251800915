package io.quorate.remoting;

/** Bytes that are no frame. The message says what they were instead, to follow "sent". */
final class MalformedFrameException extends Exception {
    MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
