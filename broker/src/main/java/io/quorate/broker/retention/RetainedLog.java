package io.quorate.broker.retention;

import io.quorate.raft.log.LogBase;
import java.util.List;

/** What retention must know about a replica's log. Any thread. */
public interface RetainedLog {
    /** Where it begins. */
    long startPosition();

    /** Where it could begin instead, in order: the place behind a segment, with the time of the newest entry before it. */
    List<LogBase> places();

    /** Whether the newest write found no space. */
    boolean isOutOfSpace();
}
