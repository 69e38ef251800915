package io.quorate.raft.membership;

import io.quorate.raft.Invariants;
import java.util.ArrayList;
import java.util.List;

/**
 * The memberships a log has brought, by the index of their CONFIGURATION entries. A membership counts from the moment it is
 * appended, committed or not, and no longer once its entry is truncated (Raft dissertation §4.1). Replica loop only.
 *
 * <p>Bounded by what the log keeps: {@link #releaseBefore} goes with the log's base.
 */
public final class MembershipHistory {
    // Invariant: never empty, indexes ascend. The first is what held before the log's first kept CONFIGURATION entry.
    private final List<IndexedMembership> kept = new ArrayList<>();

    /** @param base what held before everything in the log; {@link Membership#NONE} at index 0 if that is not known */
    public MembershipHistory(IndexedMembership base) {
        kept.add(base);
    }

    /** The newest one: what counts. */
    public IndexedMembership newest() {
        return kept.get(kept.size() - 1);
    }

    public Membership current() {
        return newest().membership();
    }

    /** The one that counted when {@code index} was the log's end. */
    public IndexedMembership at(long index) {
        int last = kept.size() - 1;
        while (last > 0 && kept.get(last).index() > index) {
            last--;
        }
        return kept.get(last);
    }

    /** The newest of those up to {@code index} and everything after it, oldest first. */
    public List<IndexedMembership> from(long index) {
        return kept.subList(kept.indexOf(at(index)), kept.size());
    }

    public void append(IndexedMembership next) {
        Invariants.check(
                next.index() > newest().index(),
                "configurations come in the log's order",
                next.index(),
                newest().index());
        kept.add(next);
    }

    /** The log was cut: what the removed entries brought never counted. */
    public void truncateFrom(long index) {
        while (kept.size() > 1 && newest().index() >= index) {
            kept.remove(kept.size() - 1);
        }
    }

    /** The log begins anew after a snapshot. */
    public void startAt(IndexedMembership base) {
        kept.clear();
        kept.add(base);
    }

    /** Nobody will ask about indexes before this one any more. */
    public void releaseBefore(long index) {
        while (kept.size() > 1 && kept.get(1).index() <= index) {
            kept.remove(0);
        }
    }

    /** What the group was formed with is known now; what the log brought since stays. */
    public void formed(Membership initial) {
        if (kept.get(0).membership().equals(Membership.NONE)) {
            kept.set(0, new IndexedMembership(0, initial));
        }
    }
}
