package io.quorate.commitlog;

/** What becomes of a log when the scan at start finds something. A table: every row is tested. */
final class Recovery {
    enum Verdict {
        KEEP,
        /** Nothing was written here: the log ends. */
        END_OF_LOG,
        /** A write that no flush had covered, torn by a crash, or what a truncation left: the log ends. */
        CUT,
        /** A flush had covered this: nothing may be missing. What follows is to be had from other replicas only. */
        DAMAGED,
        /** Written by a newer program: neither to be obeyed nor to be cut. */
        REFUSE
    }

    private Recovery() {}

    static Verdict judge(Frame frame, boolean belowFloor) {
        return switch (frame) {
            case GOOD -> Verdict.KEEP;
            case UNKNOWN_VERSION -> Verdict.REFUSE;
            case ZEROED -> belowFloor ? Verdict.DAMAGED : Verdict.END_OF_LOG;
            case BAD_LENGTH, BAD_CHECKSUM, WRONG_POSITION, OUT_OF_ORDER, BAD_CHAIN ->
                belowFloor ? Verdict.DAMAGED : Verdict.CUT;
        };
    }
}
