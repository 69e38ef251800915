package io.quorate.remoting;

/** Whether a port speaks TLS. It is seen by a connection's first byte which of the two it is. */
public enum TlsMode {
    /** Plain only. */
    DISABLED,
    /** Both. */
    PERMISSIVE,
    /** TLS only. */
    ENFORCING
}
