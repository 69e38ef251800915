package io.quorate.protocol;

import io.quorate.remoting.RequestException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A tag expression: {@code *} for all messages, or {@code a || b} for those with one of the tags. Immutable. */
public final class TagFilter {
    public static final String ALL_TAGS = "*";
    public static final TagFilter ALL = new TagFilter(Set.of(), new int[0]);

    private static final String SEPARATOR = "||";

    private final Set<String> tags;
    private final int[] sortedHashes;

    private TagFilter(Set<String> tags, int[] sortedHashes) {
        this.tags = tags;
        this.sortedHashes = sortedHashes;
    }

    /** Refuses with SUBSCRIPTION_PARSE_FAILED an expression that has separators and no tag. Null and "" mean all. */
    public static TagFilter parse(String expression) throws RequestException {
        if (expression == null || expression.isBlank() || expression.strip().equals(ALL_TAGS)) {
            return ALL;
        }
        Set<String> tags = split(expression);
        if (tags.isEmpty()) {
            throw new RequestException(
                    ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                    "the tag expression \"" + Remarks.shortened(expression) + "\" names no tag, expected * or a || b");
        }
        return of(tags);
    }

    /** Matches messages with one of {@code tags}; all messages if there is none. */
    public static TagFilter of(Set<String> tags) {
        if (tags.isEmpty()) {
            return ALL;
        }
        int[] hashes =
                tags.stream().mapToInt(tag -> (int) TagHash.of(tag)).sorted().toArray();
        return new TagFilter(Set.copyOf(tags), hashes);
    }

    public boolean isAll() {
        return tags.isEmpty();
    }

    /** In no particular order; empty for all. */
    public Set<String> tags() {
        return tags;
    }

    /** Judges by the hash alone: may say true for another tag with the same hash, never false for a wanted one. */
    public boolean matchesHash(long tagHash) {
        return sortedHashes.length == 0 || Arrays.binarySearch(sortedHashes, (int) tagHash) >= 0;
    }

    /** The exact answer. */
    public boolean matches(Optional<String> tag) {
        return isAll() || (tag.isPresent() && tags.contains(tag.get()));
    }

    private static Set<String> split(String expression) {
        Set<String> tags = new LinkedHashSet<>();
        int from = 0;
        while (from <= expression.length()) {
            int end = expression.indexOf(SEPARATOR, from);
            if (end < 0) {
                end = expression.length();
            }
            String tag = expression.substring(from, end).strip();
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
            from = end + SEPARATOR.length();
        }
        return tags;
    }
}
