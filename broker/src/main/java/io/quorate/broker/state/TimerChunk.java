package io.quorate.broker.state;

import io.quorate.raft.Invariants;
import java.util.Arrays;

/** Some timers that follow one another, in one array: three numbers each, ordered by time and position. */
final class TimerChunk {
    static final int COUNT_MAX = 256;

    private static final int NUMBERS = 3;
    private static final int COUNT_AT_FIRST = 8;

    private long[] numbers = new long[NUMBERS * COUNT_AT_FIRST];
    private int count;

    int count() {
        return count;
    }

    boolean isFull() {
        return count == COUNT_MAX;
    }

    long deliverMillis(int number) {
        return numbers[NUMBERS * number];
    }

    long position(int number) {
        return numbers[NUMBERS * number + 1];
    }

    long mark(int number) {
        return numbers[NUMBERS * number + 2];
    }

    PendingTimer timer(int number) {
        return new PendingTimer(deliverMillis(number), position(number), mark(number));
    }

    /** Whether the timer with this number comes before this time and position. */
    boolean isBefore(int number, long deliverMillis, long position) {
        long its = deliverMillis(number);
        return its < deliverMillis || (its == deliverMillis && position(number) < position);
    }

    boolean isAt(int number, long deliverMillis, long position) {
        return number < count && deliverMillis(number) == deliverMillis && position(number) == position;
    }

    /** The number of the first timer not before this time and position; the count if all are. */
    int find(long deliverMillis, long position) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (isBefore(middle, deliverMillis, position)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    void insert(int number, long deliverMillis, long position, long mark) {
        Invariants.check(!isFull(), "a chunk of timers has room");
        if (NUMBERS * (count + 1) > numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.min(2 * numbers.length, NUMBERS * COUNT_MAX));
        }
        int at = NUMBERS * number;
        System.arraycopy(numbers, at, numbers, at + NUMBERS, NUMBERS * count - at);
        numbers[at] = deliverMillis;
        numbers[at + 1] = position;
        numbers[at + 2] = mark;
        count++;
    }

    void remove(int number) {
        int at = NUMBERS * number;
        System.arraycopy(numbers, at + NUMBERS, numbers, at, NUMBERS * (count - 1) - at);
        count--;
        // Recalled ones must not leave their memory behind with the few that stay.
        if (4 * NUMBERS * count < numbers.length && numbers.length > NUMBERS * COUNT_AT_FIRST) {
            numbers = Arrays.copyOf(numbers, NUMBERS * Math.max(COUNT_AT_FIRST, numbers.length / NUMBERS / 2));
        }
    }

    /** Leaves the timers before this number here. */
    TimerChunk splitAt(int number) {
        TimerChunk rest = new TimerChunk();
        rest.count = count - number;
        rest.numbers = Arrays.copyOfRange(
                numbers, NUMBERS * number, NUMBERS * (number + Math.max(COUNT_AT_FIRST, rest.count)));
        count = number;
        return rest;
    }
}
