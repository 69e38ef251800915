package io.quorate.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AverageAllocationPropertyTest {
    // The protocol's own words for it (protocol notes, consumer side, rebalance): the other clients compute this.
    private static List<Integer> asTheProtocolSays(int queueCount, int memberCount, int i) {
        int n = queueCount;
        int c = memberCount;
        int mod = n % c;
        int size = n <= c ? 1 : i < mod ? n / c + 1 : n / c;
        int start = mod > 0 && i < mod ? i * size : i * size + mod;
        List<Integer> share = new ArrayList<>();
        for (int k = start; k < start + size && k < n; k++) {
            share.add(k);
        }
        return share;
    }

    private static List<String> members(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> String.format("10.0.0.1@%03d", i))
                .toList());
    }

    private static List<Integer> queues(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Property
    void sharesAreWhatOtherClientsCompute(
            @ForAll @IntRange(min = 0, max = 70) int queueCount, @ForAll @IntRange(min = 1, max = 40) int memberCount) {
        List<String> members = members(memberCount);
        List<String> shuffled = members(memberCount);
        Collections.reverse(shuffled);
        for (int i = 0; i < memberCount; i++) {
            assertThat(AverageAllocation.shareOf(members.get(i), shuffled, queues(queueCount)))
                    .isEqualTo(asTheProtocolSays(queueCount, memberCount, i));
        }
    }

    @Property
    void everyQueueHasExactlyOneReader(
            @ForAll @IntRange(min = 0, max = 70) int queueCount, @ForAll @IntRange(min = 1, max = 40) int memberCount) {
        List<Integer> all = new ArrayList<>();
        for (String member : members(memberCount)) {
            all.addAll(AverageAllocation.shareOf(member, members(memberCount), queues(queueCount)));
        }
        assertThat(all).isEqualTo(queues(queueCount));
    }

    @Test
    void whoIsNoMemberGetsNothing() {
        assertThat(AverageAllocation.shareOf("stranger", members(3), queues(8))).isEmpty();
    }
}
