package io.quorate.broker.retention;

import io.quorate.broker.config.StoreConfig;
import io.quorate.broker.state.BrokerState;
import io.quorate.raft.NodeId;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.LongSupplier;

/** Looks every now and then whether something may leave the log, and lets it. On the broker's timer. */
public final class LogRetention {
    private final ReplicaHandle replica;
    private final RetainedLog log;
    private final RetentionPolicy policy;
    private final Clock clock;
    private final DiskSpaceWatch space;
    private final ReleaseReport report;
    private final FullDiskHandOver handOver;

    /**
     * @param clock of the time zone in which {@code deleteWhen} is meant
     * @param nowMillis a clock that never goes back
     */
    public LogRetention(
            NodeId self,
            StoreConfig store,
            ReplicaHandle replica,
            RetainedLog log,
            BrokerState state,
            DiskSpace disk,
            Clock clock,
            LongSupplier nowMillis) {
        this.replica = replica;
        this.log = log;
        this.policy = new RetentionPolicy(store.retention());
        this.clock = clock;
        this.space = new DiskSpaceWatch(
                disk,
                log::isOutOfSpace,
                store.retention().warningPercent(),
                store.rootDir().toString());
        this.report = new ReleaseReport(self, log);
        this.handOver = new FullDiskHandOver(replica, nowMillis);
        state.addReleaseListener(report);
    }

    /** To be called every second or so. */
    public void lookAtSpace() {
        space.tick();
        handOver.tick(space.refusal());
    }

    /** To be called every ten seconds or so. */
    public void look() {
        ZonedDateTime now = ZonedDateTime.now(clock);
        policy.decide(now, isOwnTurn(now.getMinute()), space.use(), log.startPosition(), log.places())
                .ifPresent(decision -> {
                    report.decided(decision);
                    replica.releaseUpTo(decision.position(), decision.urgent());
                });
    }

    private boolean isOwnTurn(int minuteOfHour) {
        ReplicaView view = replica.view();
        Membership members = view.membership().membership();
        List<NodeId> nodes =
                members.members().stream().map(Member::node).sorted().toList();
        return Turns.isOwn(view.self(), view.leader(), nodes, minuteOfHour);
    }

    public DiskSpaceWatch space() {
        return space;
    }

    public ReleaseReport report() {
        return report;
    }

    public RetainedLog log() {
        return log;
    }
}
