package io.quorate.simulation.check;

import java.util.Arrays;

/** The operations taken so far in a search, as bits. */
final class TakenSet {
    private final long[] words;
    private int firstWord; // all bits of the words before it are set
    private int endWord; // no bit is set from here on

    TakenSet(int size) {
        words = new long[(size >> 6) + 1];
    }

    void add(int k) {
        words[k >> 6] |= 1L << k;
        endWord = Math.max(endWord, (k >> 6) + 1);
        while (firstWord < words.length && words[firstWord] == -1) {
            firstWord++;
        }
    }

    void remove(int k) {
        words[k >> 6] &= ~(1L << k);
        firstWord = Math.min(firstWord, k >> 6);
        while (endWord > 0 && words[endWord - 1] == 0) {
            endWord--;
        }
    }

    /** To be remembered: the full words at the front and the empty ones at the end are not copied. */
    Configuration with(long state) {
        return new Configuration(firstWord, Arrays.copyOfRange(words, firstWord, Math.max(firstWord, endWord)), state);
    }

    /** Which operations were taken, and the state they led to. */
    static final class Configuration {
        private final int firstWord;
        private final long[] words;
        private final long state;

        private Configuration(int firstWord, long[] words, long state) {
            this.firstWord = firstWord;
            this.words = words;
            this.state = state;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Configuration that
                    && firstWord == that.firstWord
                    && state == that.state
                    && Arrays.equals(words, that.words);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(words) + Long.hashCode(state)) + firstWord;
        }
    }
}
