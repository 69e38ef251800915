package io.quorate.broker.filter;

import io.quorate.protocol.TagFilter;
import io.quorate.protocol.message.MessageRecordView;

/**
 * Which messages of a topic a consumer wants. Immutable; any thread.
 *
 * <p>Two steps, the first by what the queue index keeps: {@link #mayMatch} spares the reading of records, and where
 * {@link #needsRecord} is false it is the whole answer.
 */
public interface MessageFilter {
    MessageFilter ALL = ofTags(TagFilter.ALL);

    /** False only if no message with this tag hash is wanted. */
    boolean mayMatch(long tagHash);

    /** Whether {@link #matches} must be asked about what {@link #mayMatch}. */
    boolean needsRecord();

    /** The exact answer. Reads no more of the record than the properties it is about. */
    boolean matches(MessageRecordView stored);

    /** By tag. The hash decides, and consumers compare the tags themselves: another tag of the same hash gets through. */
    static MessageFilter ofTags(TagFilter tags) {
        return new TagMessageFilter(tags);
    }
}
