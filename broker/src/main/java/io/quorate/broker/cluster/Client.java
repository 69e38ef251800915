package io.quorate.broker.cluster;

import io.quorate.remoting.Connection;
import io.quorate.remoting.Language;

/** A client process behind one connection, as its last heartbeat told. */
public final class Client {
    private final Connection connection;
    private final String clientId;
    private final Language language;
    private final int version;
    private final boolean ours;
    private volatile long lastSeenMillis;

    /** @param ours it is our own SDK, which follows the leader by itself */
    public Client(
            Connection connection, String clientId, Language language, int version, boolean ours, long nowMillis) {
        this.connection = connection;
        this.clientId = clientId;
        this.language = language;
        this.version = version;
        this.ours = ours;
        this.lastSeenMillis = nowMillis;
    }

    public Connection connection() {
        return connection;
    }

    public String clientId() {
        return clientId;
    }

    public Language language() {
        return language;
    }

    public int version() {
        return version;
    }

    public boolean isOurs() {
        return ours;
    }

    /** Time of the last heartbeat, on the registry's clock. */
    public long lastSeenMillis() {
        return lastSeenMillis;
    }

    void seen(long nowMillis) {
        lastSeenMillis = nowMillis;
    }
}
