package io.quorate.raft.log;

/** What an entry is for, by its number on disk and wire. */
public enum EntryKind {
    /** Records of the state machine. */
    RECORDS(1),
    /** Appended by every new leader: entries of earlier terms commit together with it (Raft §8). */
    NOOP(2),
    /** A change of the group's members. */
    CONFIGURATION(3),
    /** Pads a segment's tail, so that all replicas roll at the same byte. */
    FILLER(4);

    private static final EntryKind[] BY_CODE = {null, RECORDS, NOOP, CONFIGURATION, FILLER};

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The kind with this code, or null. */
    public static EntryKind ofCode(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
