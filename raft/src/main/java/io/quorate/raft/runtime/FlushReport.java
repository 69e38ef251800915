package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once each time, that this replica's disk has stopped, and that it works again. Replica loop only. */
final class FlushReport {
    private static final Logger LOG = LoggerFactory.getLogger(FlushReport.class);

    private final NodeId self;
    private final int tickMillis;
    private boolean stalled;
    private int stalledTicks;

    FlushReport(NodeId self, int tickMillis) {
        this.self = self;
        this.tickMillis = tickMillis;
    }

    /**
     * @param waitedTicks how long something has been waiting without anything reaching the disk
     * @param logBytes of the log, waiting
     * @param hardState whether a term or vote is waiting, too
     */
    void tick(boolean nowStalled, int waitedTicks, long logBytes, boolean hardState, Role role) {
        if (nowStalled && !stalled) {
            LOG.error(
                    "node={} role={} its disk has stopped: nothing was flushed for {} ms, waiting are {} bytes of the log{};"
                            + " it hands over if it leads and another voter's disk works, and does not campaign until it"
                            + " flushes again",
                    self,
                    role,
                    (long) waitedTicks * tickMillis,
                    logBytes,
                    hardState ? " and a term or vote" : "");
        } else if (!nowStalled && stalled) {
            LOG.warn("node={} its disk works again, after {} ms", self, (long) stalledTicks * tickMillis);
        }
        stalled = nowStalled;
        stalledTicks = waitedTicks;
    }
}
