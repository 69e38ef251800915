package io.quorate.commitlog.index;

import java.util.regex.Pattern;

/** What an index over a sealed segment answers. The code is part of the file format. */
public enum IndexKind {
    /** Where each entry starts, of which term it is, what the log was like before and after. */
    ENTRIES(1, ".entries"),
    /** Where the messages of each queue are, by queue offset. */
    QUEUES(2, ".queues"),
    /** Where the messages with a key are. */
    KEYS(3, ".keys"),
    /** Where the messages of a time are. */
    TIME(4, ".time");

    private static final Pattern NAME = Pattern.compile("\\d{20}\\.(entries|queues|keys|time)");

    private final int code;
    private final String suffix;

    IndexKind(int code, String suffix) {
        this.code = code;
        this.suffix = suffix;
    }

    int code() {
        return code;
    }

    public static boolean isIndexName(String fileName) {
        return NAME.matcher(fileName).matches();
    }

    /** Of the file beside the segment that starts here. */
    public String nameOf(long segmentStartPosition) {
        return String.format("%020d%s", segmentStartPosition, suffix);
    }
}
