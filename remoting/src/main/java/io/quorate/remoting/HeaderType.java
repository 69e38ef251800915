package io.quorate.remoting;

/** How a frame's header is written; the top byte of the frame's second word. */
public enum HeaderType {
    JSON(0, new JsonHeaderCodec()),
    /** RocketMQ's binary form. Carries codes up to 32767 only. */
    ROCKETMQ(1, new BinaryHeaderCodec()),
    /** Ours, between peers: the only one that carries {@link RemotingCommand#typedHeader()}. */
    PROTOSTUFF(2, new ProtostuffHeaderCodec());

    private static final HeaderType[] VALUES = values();

    private final int number;
    private final HeaderCodec codec;

    HeaderType(int number, HeaderCodec codec) {
        this.number = number;
        this.codec = codec;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    HeaderCodec codec() {
        return codec;
    }

    /** The type with that number on the wire, or null. */
    static HeaderType of(int number) {
        for (HeaderType type : VALUES) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
