package io.quorate.broker.cluster;

import io.quorate.broker.filter.MessageFilter;
import io.quorate.broker.filter.MessageFilters;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.remoting.RequestException;

/**
 * What a consumer group wants of one topic, with its filter made once for all pulls.
 *
 * @param filter null if the subscription cannot be served
 * @param refusal why not, else null. It is kept: the consumer is told when it pulls, heartbeats have no place for it
 */
public record Subscription(SubscriptionData data, MessageFilter filter, RequestException refusal) {
    public static Subscription of(SubscriptionData data, MessageFilters filters) {
        try {
            return new Subscription(data, filters.of(data), null);
        } catch (RequestException refusal) {
            return new Subscription(data, null, refusal);
        }
    }

    /** The larger, the newer: milliseconds from Java, nanoseconds from Go clients. */
    public long version() {
        return data.subVersion();
    }

    /**
     * The filter.
     *
     * @throws RequestException why there is none
     */
    public MessageFilter usableFilter() throws RequestException {
        if (filter == null) {
            throw refusal;
        }
        return filter;
    }
}
