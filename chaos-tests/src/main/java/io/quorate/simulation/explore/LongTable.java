package io.quorate.simulation.explore;

/** A hash table from numbers other than 0 to ints, open addressing, growing; several times smaller than a HashMap. */
final class LongTable {
    static final int ABSENT = -1;

    private long[] keys = new long[1 << 12];
    private int[] values = new int[keys.length];
    private int size;

    int get(long key) {
        int at = slot(keys, key);
        return keys[at] == key ? values[at] : ABSENT;
    }

    void put(long key, int value) {
        int at = slot(keys, key);
        size += keys[at] == key ? 0 : 1;
        keys[at] = key;
        values[at] = value;
        if (size > keys.length / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(keys, oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int at = (int) mix(key) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Spreads a number over all bits (the finalizer of splitmix64). */
    static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
