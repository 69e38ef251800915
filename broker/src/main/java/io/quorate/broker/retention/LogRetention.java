package io.quorate.broker.retention;

import io.quorate.broker.config.RetentionConfig;
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
import java.util.function.Supplier;

/** Looks every now and then whether something may leave the log, and lets it. On the broker's timer. */
public final class LogRetention {
    private final ReplicaHandle replica;
    private final RetainedLog log;
    private final Supplier<RetentionConfig> config;
    private final Clock clock;
    private final DiskSpaceWatch space;
    private final ReleaseReport report;
    private final FullDiskHandOver handOver;

    /**
     * @param config as it is in force at the moment of asking
     * @param where the log is, for people
     * @param clock of the time zone in which {@code deleteWhen} is meant
     * @param nowMillis a clock that never goes back
     */
    public LogRetention(
            NodeId self,
            Supplier<RetentionConfig> config,
            String where,
            ReplicaHandle replica,
            RetainedLog log,
            BrokerState state,
            DiskSpace disk,
            Clock clock,
            LongSupplier nowMillis) {
        this.replica = replica;
        this.log = log;
        this.config = config;
        this.clock = clock;
        this.space =
                new DiskSpaceWatch(disk, log::isOutOfSpace, () -> config.get().warningPercent(), where);
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
        new RetentionPolicy(config.get())
                .decide(now, isOwnTurn(now.getMinute()), space.use(), log.startPosition(), log.places())
                .ifPresent(this::release);
    }

    /** Lets go of what has expired, now. Any thread. */
    public void releaseExpired() {
        new RetentionPolicy(config.get())
                .expired(ZonedDateTime.now(clock), log.startPosition(), log.places())
                .ifPresent(this::release);
    }

    private void release(RetentionPolicy.Decision decision) {
        report.decided(decision);
        replica.releaseUpTo(decision.position(), decision.urgent());
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
