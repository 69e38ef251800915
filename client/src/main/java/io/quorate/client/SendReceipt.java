package io.quorate.client;

import java.util.List;

/**
 * A send was acknowledged: by a Quorate group, stored on disk at a majority.
 *
 * @param messageIds the messages' unique keys, in the order sent; one unless a batch was sent
 * @param offsetMessageIds where they are stored, in the same order; a broker may leave them out
 * @param queue where they went
 * @param queueOffset of the first; those of a batch follow each other
 * @param attemptCount how many requests it took; when more than one, an earlier one may have stored it, too
 * @param maybeDuplicated an earlier attempt may have stored the same, unless the topic removes duplicates
 */
public record SendReceipt(
        List<String> messageIds,
        List<String> offsetMessageIds,
        MessageQueue queue,
        long queueOffset,
        int attemptCount,
        boolean maybeDuplicated) {
    /** The (first) message's unique key. */
    public String messageId() {
        return messageIds.get(0);
    }
}
