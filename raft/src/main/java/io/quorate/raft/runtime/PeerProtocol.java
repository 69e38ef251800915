package io.quorate.raft.runtime;

/** Codes and versions of the conversation between replicas; a port of its own, PROTOSTUFF headers. */
public final class PeerProtocol {
    /** Replicas of different versions refuse each other at hello. */
    public static final int VERSION = 2;

    /** Request: who I am, and on which disk. Answered with who you are, or refused. Repeated when that changes. */
    public static final int HELLO = 22001;

    /** Oneway: a {@link io.quorate.raft.RaftMessage} in the typed header, entry bytes in the body. */
    public static final int RAFT_MESSAGE = 22002;

    /** Oneway, empty: replicas that have nothing to say keep their connection, which breaks when one of them dies. */
    public static final int PING = 22003;

    /** Field of a forwarded client request: the client's address, "host:port". */
    public static final String CLIENT_FIELD = "qClient";

    private PeerProtocol() {}
}
