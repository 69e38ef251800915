package io.quorate.broker.retention;

import io.quorate.broker.state.Release;
import io.quorate.broker.state.Release.Unread;
import io.quorate.broker.state.ReleaseListener;
import io.quorate.raft.NodeId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what left the log, why, and who had not read it; and counts that. Written by the replica loop, read by any thread. */
public final class ReleaseReport implements ReleaseListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseReport.class);

    /** Lines for one release; further groups are told by their number. */
    private static final int UNREAD_LINES_MAX = 20;

    private final NodeId self;
    private final RetainedLog log;
    private final AtomicLong releasedBytes = new AtomicLong();
    private final AtomicLong releases = new AtomicLong();
    private final AtomicLong unreadMessages = new AtomicLong();
    private volatile RetentionPolicy.Decision decision; // the newest; null: none

    ReleaseReport(NodeId self, RetainedLog log) {
        this.self = self;
        this.log = log;
    }

    void decided(RetentionPolicy.Decision newest) {
        decision = newest;
    }

    @Override
    public void released(Release release) {
        long startPosition = log.startPosition();
        long position = release.base().position();
        releases.incrementAndGet();
        releasedBytes.addAndGet(position - startPosition);
        LOG.info(
                "node={} removes its oldest messages: positions {} to {}, {} bytes, newest of {}, why={}",
                self,
                startPosition,
                position,
                position - startPosition,
                Instant.ofEpochMilli(release.base().timestampMillis()),
                reasonFor(position));
        int lines = 0;
        for (Unread unread : release.unread()) {
            unreadMessages.addAndGet(unread.messageCount());
            if (lines++ < UNREAD_LINES_MAX) {
                LOG.warn(
                        "node={} removes what was not read: consumerGroup={} topic={} queues={} messages={}",
                        self,
                        unread.consumerGroup(),
                        unread.topic(),
                        unread.queueCount(),
                        unread.messageCount());
            }
        }
        if (lines > UNREAD_LINES_MAX) {
            LOG.warn(
                    "node={} removes what was not read, by group and topic {} more times",
                    self,
                    lines - UNREAD_LINES_MAX);
        }
        if (release.unknownCount() > 0) {
            LOG.warn(
                    "node={} cannot tell of {} queues of consumer groups whether they had read what is removed: the index of"
                            + " its messages is being made again",
                    self,
                    release.unknownCount());
        }
    }

    private String reasonFor(long position) {
        RetentionPolicy.Decision newest = decision;
        boolean asked = newest != null && position <= newest.position();
        return asked ? newest.reason().toString() : "the log is longer than logBytesMax";
    }

    /** Bytes of the log that were removed since the start of this process. */
    public long releasedBytes() {
        return releasedBytes.get();
    }

    /** How often something was. */
    public long releaseCount() {
        return releases.get();
    }

    /** Messages among them that a consumer group had not read, counted once for each such group. */
    public long unreadMessages() {
        return unreadMessages.get();
    }
}
