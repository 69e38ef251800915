package io.quorate.commitlog.index;

/** An index file turned out not to hold what was written into it. It can be made again from its segment. */
public final class DamagedIndexException extends Exception {
    public DamagedIndexException(String message) {
        super(message);
    }
}
