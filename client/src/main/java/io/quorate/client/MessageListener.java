package io.quorate.client;

import java.util.List;

/** Receives messages. Called on the consumer's listener threads, several at once; may block. */
@FunctionalInterface
public interface MessageListener {
    /** The messages are of one queue, in its order; never empty. The outcome counts for all of them. */
    Outcome onMessages(List<MessageView> messages) throws Exception;
}
