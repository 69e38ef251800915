package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import java.util.BitSet;

/** What one finished drain showed: which of the queue's places are in the final log. */
final class FinalLog {
    final Drain drain;
    private final BitSet ranks = new BitSet();
    private final boolean allBelowIsKnown;

    FinalLog(Drain drain, QueueFacts queue) {
        this.drain = drain;
        long knownBelow = queue.places.stream()
                .mapToLong(place -> place.offset)
                .filter(offset -> offset < drain.firstOffset())
                .distinct()
                .count();
        this.allBelowIsKnown = knownBelow >= drain.firstOffset();
        for (SeenRecord record : drain.records()) {
            Place place = queue.placeOf(record);
            if (place != null) {
                ranks.set(place.rank);
            }
        }
    }

    boolean has(Place place) {
        return ranks.get(place.rank);
    }

    /**
     * Whether a value whose offset nobody told its sender is certainly missing: what retention has taken was seen before, or may
     * have stood where nobody looked.
     */
    boolean lacks(SentValue value) {
        boolean seen = value.places.stream()
                .anyMatch(place ->
                        place.queue.equals(drain.queue()) && (has(place) || place.offset < drain.firstOffset()));
        return !seen && allBelowIsKnown;
    }

    boolean hasOneOf(SentValue value) {
        for (Place place : value.places) {
            if (place.queue.equals(drain.queue()) && has(place)) {
                return true;
            }
        }
        return false;
    }
}
