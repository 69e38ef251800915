package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Drain;
import java.util.BitSet;

/** What one finished drain showed: which of the queue's places are in the final log. */
final class FinalLog {
    final Drain drain;
    private final BitSet ranks = new BitSet();

    FinalLog(Drain drain, QueueFacts queue) {
        this.drain = drain;
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

    boolean hasOneOf(SentValue value) {
        for (Place place : value.places) {
            if (place.queue.equals(drain.queue()) && has(place)) {
                return true;
            }
        }
        return false;
    }
}
