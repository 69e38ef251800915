package io.quorate.namesrv;

import io.quorate.protocol.body.DataVersion;

/** One registered address of a replica group. Guarded by the route table's lock. */
final class Replica {
    final String address;
    final String haServerAddress;
    final DataVersion dataVersion;
    /** The connection that brought the registration; compared by identity alone. */
    final Object session;

    private final long expiryMillis;
    private long lastSignMillis;

    Replica(Registration registration, Object session, long nowMillis) {
        address = registration.address();
        haServerAddress = registration.haServerAddress();
        dataVersion = registration.dataVersion();
        expiryMillis = registration.expiryMillis();
        this.session = session;
        lastSignMillis = nowMillis;
    }

    void signOfLife(long nowMillis) {
        lastSignMillis = nowMillis;
    }

    boolean expired(long nowMillis) {
        return nowMillis - lastSignMillis > expiryMillis;
    }
}
