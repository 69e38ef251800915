package io.quorate.chaos;

import java.util.List;

/** Somebody who sends one message after the other, and remembers what was acknowledged. Closing it stops it at once. */
interface SteadyLoad extends AutoCloseable {
    int BODY_BYTES = 300;

    String topic();

    /** Sends acknowledged so far. */
    int ackedCount();

    /** Ends the load when what is under way is answered. */
    Result stop() throws Exception;

    @Override
    void close();

    /** Keys of the messages that were acknowledged, and a line for each send that was not. */
    record Result(List<String> ackedKeys, List<String> failures) {}
}
