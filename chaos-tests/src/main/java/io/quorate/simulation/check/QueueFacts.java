package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Delivery;
import io.quorate.simulation.check.Operation.Drain;
import io.quorate.simulation.check.Operation.EdgeQuery;
import io.quorate.simulation.check.Operation.Hide;
import io.quorate.simulation.check.Operation.Poll;
import io.quorate.simulation.check.Operation.Pop;
import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One queue of a history: who did what to it, and all that was ever told about its log. */
final class QueueFacts {
    final String name;
    final List<Send> sends = new ArrayList<>();
    final List<Poll> polls = new ArrayList<>();
    /** Polls and seeks, in the order of invocation. */
    final List<Operation> consumption = new ArrayList<>();

    final List<Delivery> deliveries = new ArrayList<>();
    final List<Pop> pops = new ArrayList<>();
    final List<Hide> hides = new ArrayList<>();
    final List<EdgeQuery> edgeQueries = new ArrayList<>();
    final List<Drain> drains = new ArrayList<>();
    /** All places by offset, then in the order they were told. Holes are records of the broker's own. */
    final List<Place> places = new ArrayList<>();

    final List<FinalLog> finalLogs = new ArrayList<>();
    private final Map<Long, Place> byOffset = new HashMap<>();
    private RunningMaximum shownEnd;

    QueueFacts(String name) {
        this.name = name;
    }

    /** The place of this value at this offset; told of before or not. */
    Place tell(long offset, SentValue sent, Operation by) {
        Place first = byOffset.get(offset);
        for (Place place = first; place != null; place = place.sameOffset) {
            if (place.sent == sent) {
                return place;
            }
        }
        Place told = new Place(name, offset, sent, by);
        told.sameOffset = first;
        byOffset.put(offset, told);
        sent.places.add(told);
        places.add(told);
        return told;
    }

    void seal() {
        places.sort(Comparator.comparingLong(place -> place.offset));
        for (int i = 0; i < places.size(); i++) {
            places.get(i).rank = i;
        }
        for (Drain drain : drains) {
            finalLogs.add(new FinalLog(drain, this));
        }
        shownEnd = ShownEnd.of(this);
    }

    /** null if it is not intact: what is in it is then no fact about the log. */
    Place placeOf(SeenRecord record) {
        Place place = record.intact() ? byOffset.get(record.offset()) : null;
        while (place != null && !place.sent.value.equals(record.value())) {
            place = place.sameOffset;
        }
        return place;
    }

    /** Rank of the first place at this offset or above; the number of places if there is none. */
    int rankFrom(long offset) {
        Place at = byOffset.get(offset);
        if (at != null && at.sameOffset == null) {
            return at.rank; // the common case
        }
        int low = 0;
        int high = places.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places.get(middle).offset < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    RunningMaximum shownEnd() {
        return shownEnd;
    }

    /** From where on everything is surely kept: retention may have taken what is below. */
    long keptFrom() {
        return drains.stream().mapToLong(Drain::firstOffset).max().orElse(0);
    }
}
