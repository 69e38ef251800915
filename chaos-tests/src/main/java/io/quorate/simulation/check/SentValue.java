package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Send;
import java.util.ArrayList;
import java.util.List;

/** All that is known of one value of a history: who sent it, and the places where it was seen. */
final class SentValue {
    final String value;
    Send send; // null: seen and never sent
    final List<Place> places = new ArrayList<>(1);

    SentValue(String value) {
        this.value = value;
    }

    /** Sent, but not to this queue, counts as not sent: nobody asked for it to be there. Not all senders know the queue. */
    boolean wasSentTo(String queue) {
        return send != null && (send.queue().isEmpty() || send.queue().equals(queue));
    }
}
