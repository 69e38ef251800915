package io.quorate.commitlog.index;

/**
 * Where messages are cannot be told now: the index of their segment was missing or damaged and is being made again. Whoever
 * asked may ask again in a second or some.
 */
public final class MissingIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingIndexException(long segmentStart) {
        super("the message index of the segment at position " + segmentStart + " is being made again, try again");
    }
}
