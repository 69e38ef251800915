package io.quorate.simulation.check;

/** A value at an offset of a queue, as an acknowledgement or a read told it. */
final class Place {
    final String queue;
    final long offset;
    final SentValue sent;
    /** The first in the history that told of it, be it the send itself. */
    final Operation toldBy;

    Operation firstRead; // completed first of those that showed it; null: nobody read it
    Place sameOffset; // another value at this offset: two of them are a divergence
    int rank; // in the order of the queue, set when all places are known

    Place(String queue, long offset, SentValue sent, Operation toldBy) {
        this.queue = queue;
        this.offset = offset;
        this.sent = sent;
        this.toldBy = toldBy;
    }

    boolean isRead() {
        return firstRead != null;
    }

    boolean readBefore(Call call) {
        return firstRead != null && firstRead.call().okBefore(call);
    }

    void readBy(Operation read) {
        if (firstRead == null || read.call().completedNanos() < firstRead.call().completedNanos()) {
            firstRead = read;
        }
    }
}
