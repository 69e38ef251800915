package io.quorate.simulation.check.trace;

import io.quorate.simulation.check.trace.NodeEvent.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Replays the merged trace of a group, each event against all before it. Linear in the trace, times the size of the group. */
public final class TraceValidator {
    /** More are not reported: what follows from a broken promise is noise. */
    private static final int REPORTED_MAX = 20;

    private static final List<Invariant> INVARIANTS = List.of(
            new ElectionInvariants(),
            new DurabilityInvariants(),
            new LogInvariants(),
            new ClientInvariants(),
            new MembershipInvariants(),
            new SnapshotInvariants());

    private TraceValidator() {}

    /**
     * What is broken, in the order of the trace; nothing if all invariants hold.
     *
     * @param firstVoters the group's, until a {@link NodeEvent.Configuration} says otherwise
     */
    public static List<BrokenInvariant> check(Set<Member> firstVoters, List<NodeEvent> trace) {
        TracedGroup group = new TracedGroup(firstVoters);
        List<BrokenInvariant> broken = new ArrayList<>();
        for (int i = 0; i < trace.size() && broken.size() < REPORTED_MAX; i++) {
            int at = i;
            NodeEvent event = trace.get(i);
            TracedNode node = group.node(event.node());
            Invariant.Report report = (name, detail) -> broken.add(new BrokenInvariant(name, detail, at, event));
            INVARIANTS.forEach(invariant -> invariant.judge(event, node, group, report));
            group.take(event);
        }
        return broken;
    }
}
