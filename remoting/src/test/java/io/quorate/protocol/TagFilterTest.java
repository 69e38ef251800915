package io.quorate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagFilterTest {
    @Test
    void hashesAreThoseOfTheVectors() {
        List<String[]> rows = Vectors.table("msg-041-tag-hash");
        assertThat(rows).hasSize(8);
        for (String[] row : rows) {
            String tag = row[0].substring(1, row[0].length() - 1);
            String[] hash = row[1].split(" ", -1);
            assertThat(TagHash.of(tag)).as(tag).isEqualTo(Long.parseLong(hash[0]));
            assertThat(HexFormat.of()
                            .formatHex(ByteBuffer.allocate(8)
                                    .putLong(TagHash.of(tag))
                                    .array()))
                    .isEqualTo(hash[1]);
        }
        assertThat(TagHash.of(null)).isEqualTo(TagHash.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", " * ", "", "  "})
    void allMeansEveryMessageAlsoOneWithoutTag(String expression) throws RequestException {
        TagFilter filter = TagFilter.parse(expression);
        assertThat(filter.isAll()).isTrue();
        assertThat(filter.matchesHash(TagHash.NONE)).isTrue();
        assertThat(filter.matches(Optional.empty())).isTrue();
    }

    @Test
    void severalTagsWithBlanksAround() throws RequestException {
        TagFilter filter = TagFilter.parse(" TagA ||tag b|| TagC||");
        assertThat(filter.tags()).containsExactlyInAnyOrder("TagA", "tag b", "TagC");
        assertThat(filter.matchesHash(TagHash.of("tag b"))).isTrue();
        assertThat(filter.matchesHash(TagHash.of("tag"))).isFalse();
        assertThat(filter.matchesHash(TagHash.NONE)).isFalse();
        assertThat(filter.matches(Optional.of("TagA"))).isTrue();
        assertThat(filter.matches(Optional.empty())).isFalse();
    }

    @Test
    void anotherTagWithTheSameHashPassesTheHashOnly() throws RequestException {
        TagFilter filter = TagFilter.parse("Aa");
        assertThat(filter.matchesHash(TagHash.of("BB"))).isTrue();
        assertThat(filter.matches(Optional.of("BB"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"||", " || ", "||||"})
    void separatorsAloneAreRefused(String expression) {
        assertThatThrownBy(() -> TagFilter.parse(expression))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        e -> assertThat(e.responseCode()).isEqualTo(ResponseCode.SUBSCRIPTION_PARSE_FAILED));
    }

    @Property
    void splitsLikeASlowTwin(@ForAll("expressions") String expression) {
        Set<String> twin = Arrays.stream(expression.split("\\|\\|", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toSet());
        try {
            TagFilter filter = TagFilter.parse(expression);
            assertThat(filter.tags()).isEqualTo(twin);
            twin.forEach(tag -> assertThat(filter.matchesHash(TagHash.of(tag))).isTrue());
        } catch (RequestException e) {
            assertThat(twin).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.strings().withChars("ab| ").ofMaxLength(12);
    }
}
