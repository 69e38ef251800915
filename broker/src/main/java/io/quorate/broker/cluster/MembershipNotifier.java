package io.quorate.broker.cluster;

import io.quorate.protocol.RequestCode;
import io.quorate.remoting.RemotingCommand;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tells the members of a consumer group that it changed, so that they divide the queues anew at once. Only a hint: who
 * misses it finds out at its next rebalance, so nothing is waited for or tried again.
 */
public final class MembershipNotifier implements Consumer<ConsumerGroupView> {
    private final Predicate<String> wanted;

    /** @param wanted whether this consumer group wants to be told */
    public MembershipNotifier(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    @Override
    public void accept(ConsumerGroupView group) {
        if (!wanted.test(group.consumerGroup())) {
            return;
        }
        for (Client member : group.members()) {
            RemotingCommand notice = RemotingCommand.oneway(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED)
                    .field("consumerGroup", group.consumerGroup());
            var unused = member.connection().invokeOneway(notice);
        }
    }
}
