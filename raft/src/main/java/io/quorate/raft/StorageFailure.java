package io.quorate.raft;

/** The machine is wrong: the disk refused or lost something. What repair cannot answer ends the process. */
public final class StorageFailure extends Exception {
    /** What broke, and the exit code of a process that ends because of it. */
    public enum Reason {
        /** A write or flush failed: what it left on disk is unknown. */
        FLUSH_FAILED(70),
        /** No space for the next bytes. */
        DISK_FULL(71),
        /** Flushed bytes are not what they were. */
        DAMAGED(72),
        /** A file is of another group, node or format version. */
        WRONG_FILE(73),
        /** Reading or opening failed. */
        READ_FAILED(74);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;

    public StorageFailure(Reason reason, String message) {
        this(reason, message, null);
    }

    public StorageFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
