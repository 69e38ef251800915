package io.quorate.broker.filter;

import io.quorate.protocol.TagFilter;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;

/** By tag. */
record TagMessageFilter(TagFilter tags) implements MessageFilter {
    @Override
    public boolean mayMatch(long tagHash) {
        return tags.matchesHash(tagHash);
    }

    @Override
    public boolean needsRecord() {
        return false;
    }

    @Override
    public boolean matches(MessageRecordView stored) {
        return tags.isAll() || tags.matches(stored.property(PropertyNames.TAGS));
    }
}
