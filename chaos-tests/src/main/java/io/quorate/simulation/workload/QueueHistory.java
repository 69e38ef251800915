package io.quorate.simulation.workload;

import java.util.ArrayList;
import java.util.List;

/** One queue as the log has it. */
final class QueueHistory {
    final List<Sent> messages = new ArrayList<>(); // by queue offset
    long ackedEnd; // after the highest offset acknowledged
    long shownEnd; // highest end told to anybody who asked for the present one
}
