package io.quorate.remoting;

import java.util.function.Consumer;

/**
 * What all connections of one server or client have in common.
 *
 * @param name for logs: which port, or whose client
 * @param requestHeaderType of the requests sent from here; responses go out as their request came in
 * @param peers whether the other side is one of us: it may speak PROTOSTUFF and say for whom it asks
 * @param readsOnlyWhileWritable whether to stop reading from who does not read. On one side of a connection only:
 *     two such sides could wait for each other for ever
 */
record Endpoint(
        String name,
        ConnectionLimits limits,
        HandlerTable handlers,
        HeaderType requestHeaderType,
        boolean peers,
        boolean readsOnlyWhileWritable,
        Consumer<Connection> onConnected) {}
