package io.quorate.simulation.world;

import java.util.PriorityQueue;

/** Virtual time: what is planned happens in order of time, and what is planned for one moment in order of planning. */
public final class Timeline {
    private record Event(long atMicros, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> planned = new PriorityQueue<>();
    private long nowMicros;
    private long plannedCount;
    private long happenedCount;

    public long nowMicros() {
        return nowMicros;
    }

    /** Events that have happened. */
    public long happenedCount() {
        return happenedCount;
    }

    public void after(long delayMicros, Runnable action) {
        planned.add(new Event(nowMicros + Math.max(0, delayMicros), plannedCount++, action));
    }

    /** Lets time pass, and happen what is planned for it. */
    public void runUntil(long endMicros) {
        while (!planned.isEmpty() && planned.peek().atMicros() <= endMicros) {
            Event next = planned.poll();
            nowMicros = next.atMicros();
            happenedCount++;
            next.action().run();
        }
        nowMicros = Math.max(nowMicros, endMicros);
    }
}
