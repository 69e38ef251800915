package io.quorate.broker.transaction;

import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.LiveConfig;
import io.quorate.broker.read.MessageLookup;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.timer.LogClock;
import io.quorate.raft.runtime.ReplicaHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What a broker does about transactions, wired together. */
public record Transactions(TransactionEnds ends, TransactionChecks checks) {
    /**
     * Takes part in leadership from here on.
     *
     * @param worker may wait for the disk
     * @param clock by which transactions age
     */
    public static Transactions of(
            LiveConfig live,
            BrokerState state,
            ReplicaHandle replica,
            MessageLookup lookup,
            ClientCalls calls,
            Executor worker,
            LogClock clock) {
        BrokerConfig config = live.current();
        TransactionEnds ends = new TransactionEnds(state, lookup);
        state.addLeaderDuty(ends);
        var settings = config.transactions();
        TransactionChecks checks = new TransactionChecks(
                state,
                ends,
                lookup,
                new TransactionProducers(calls, config.group().group()),
                new TransactionChecks.Settings(
                        settings.timeoutMillis(),
                        settings.checkIntervalMillis(),
                        settings.checkMax(),
                        () -> TimeUnit.HOURS.toMillis(live.retention().reservedHours())),
                replica::propose,
                worker,
                clock);
        return new Transactions(ends, checks);
    }
}
