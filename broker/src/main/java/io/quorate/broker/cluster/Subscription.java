package io.quorate.broker.cluster;

import io.quorate.protocol.TagFilter;
import io.quorate.protocol.body.SubscriptionData;

/**
 * What a consumer group wants of one topic, with its tag filter made once for all pulls.
 *
 * @param filter meaningful for a subscription by tag only
 */
public record Subscription(SubscriptionData data, TagFilter filter) {
    public static Subscription of(SubscriptionData data) {
        return new Subscription(data, data.tagFilter());
    }

    /** The larger, the newer: milliseconds from Java, nanoseconds from Go clients. */
    public long version() {
        return data.subVersion();
    }

    public boolean isByTag() {
        return data.isTag();
    }
}
