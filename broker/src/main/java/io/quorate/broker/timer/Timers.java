package io.quorate.broker.timer;

import io.quorate.broker.config.TimerConfig;
import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Names;
import io.quorate.raft.runtime.Proposal;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** All of a broker's delayed messages. Made before the replica starts. Any thread. */
public final class Timers {
    private final TimerConfig config;
    private final BrokerState state;
    private final LogClock clock;
    private final Delays delays;
    private final TimerRecalls recalls;
    private final TimerFiring firing;

    /**
     * @param reader where pending messages are read; may refuse (RejectedExecutionException)
     * @param proposalBytesMax largest proposal that fits an entry of the log
     * @param clock when what is pending is due
     */
    public Timers(
            TimerConfig config,
            BrokerState state,
            LogBytes log,
            Executor reader,
            Consumer<Proposal> propose,
            int proposalBytesMax,
            LogClock clock) {
        this.config = config;
        this.state = state;
        this.clock = clock;
        this.delays = new Delays(config, state, clock);
        this.recalls = new TimerRecalls(state, clock);
        this.firing = new TimerFiring(state, log, reader, propose, proposalBytesMax, recalls, clock);
        state.addLeaderDuty(recalls);
        state.addLeaderDuty(firing);
    }

    public LogClock clock() {
        return clock;
    }

    public Delays delays() {
        return delays;
    }

    public TimerRecalls recalls() {
        return recalls;
    }

    /** What tools and exporters want to know, under RocketMQ's names, and some of our own. */
    public void describe(Map<String, String> table) {
        int pending = state.timers().count();
        int ofLevels = 0;
        for (int level = 1; level <= config.levels().count(); level++) {
            int ofLevel = state.timers().count(level);
            long end = state.queues().maxOffset(Names.SCHEDULE_TOPIC, level - 1);
            ofLevels += ofLevel;
            if (end > 0) {
                table.put("scheduleMessageOffset_" + level, (end - ofLevel) + "," + end);
            }
        }
        table.put("timerCongestNum", Integer.toString(pending - ofLevels));
        table.put("timerReadBehind", "0");
        table.put("timerOffsetBehind", "0");
        table.put("timerEnqueueTps", "0.0");
        table.put("timerDequeueTps", "0.0");
        table.put("delayedMessagesPending", Integer.toString(pending));
        table.put("delayedMessagesDelivered", Long.toString(firing.deliveredCount()));
        table.put("delayedMessagesDropped", Long.toString(firing.droppedCount()));
    }
}
