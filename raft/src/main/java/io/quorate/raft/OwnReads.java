package io.quorate.raft;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reads this replica asked for, from its own leadership or from the leader it follows. They belong to one leader of one
 * term: when that is over they fail. Caller's thread only.
 */
final class OwnReads {
    /** More at a time are refused. Each may stand for any number of the caller's own reads. */
    static final int WAITING_MAX = 256;

    private final Map<Long, Integer> ticksLeft = new TreeMap<>(); // by id
    private List<ReadAnswer> answers = new ArrayList<>();

    /** A read that fails unless it is answered within this time: messages may be lost, disks slow. False: refused. */
    boolean ask(long id, int ticksMax) {
        boolean taken = ticksLeft.size() < WAITING_MAX && ticksLeft.putIfAbsent(id, ticksMax) == null;
        if (!taken) {
            refuse(id);
        }
        return taken;
    }

    void refuse(long id) {
        answers.add(new ReadAnswer(id, false, 0));
    }

    /** An answer without a question. */
    void answer(long id, long index) {
        answers.add(new ReadAnswer(id, true, index));
    }

    /** An answer to a question that is no longer open says nothing. */
    void confirmed(long id, long index) {
        if (ticksLeft.remove(id) != null) {
            answers.add(new ReadAnswer(id, true, index));
        }
    }

    void fail(long id) {
        if (ticksLeft.remove(id) != null) {
            refuse(id);
        }
    }

    void failAll() {
        ticksLeft.keySet().forEach(this::refuse);
        ticksLeft.clear();
    }

    void tick() {
        for (Iterator<Map.Entry<Long, Integer>> all = ticksLeft.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, Integer> each = all.next();
            if (each.getValue() == 0) {
                all.remove();
                refuse(each.getKey());
            } else {
                each.setValue(each.getValue() - 1);
            }
        }
    }

    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    List<ReadAnswer> takeAnswers() {
        List<ReadAnswer> taken = answers;
        answers = new ArrayList<>();
        return taken;
    }
}
