package io.quorate.broker.state;

/** The kinds of commands by their number in the log, each with the one body version this build writes and reads. */
public enum CommandType {
    TOPIC_PUT(1, 1),
    TOPIC_DELETE(2, 1),
    CONSUMER_GROUP_PUT(3, 1),
    CONSUMER_GROUP_DELETE(4, 1),
    OFFSET_COMMIT(5, 1);

    private static final CommandType[] VALUES = values();

    private final short code;
    private final short version;

    CommandType(int code, int version) {
        this.code = (short) code;
        this.version = (short) version;
    }

    public short code() {
        return code;
    }

    public short version() {
        return version;
    }

    /** The type with this code, or null. */
    static CommandType ofCode(short code) {
        for (CommandType type : VALUES) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
