package io.quorate.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final List<NodeId> GROUP = nodes(3);

    private static List<NodeId> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> new NodeId(String.format("n%02d", number)))
                .toList();
    }

    private static List<Integer> firstMinutes(Optional<NodeId> leader) {
        List<Integer> minutes = new ArrayList<>();
        for (NodeId node : GROUP) {
            minutes.add(IntStream.range(0, 60)
                    .filter(minute -> Turns.isOwn(node, leader, GROUP, minute))
                    .findFirst()
                    .orElse(-1));
        }
        return minutes;
    }

    @Test
    void followersComeByNameAndTheLeaderLast() {
        assertThat(firstMinutes(Optional.of(GROUP.get(0)))).containsExactly(10, 0, 5);
        assertThat(firstMinutes(Optional.of(GROUP.get(1)))).containsExactly(0, 10, 5);
        assertThat(firstMinutes(Optional.of(GROUP.get(2)))).containsExactly(0, 5, 10);
        assertThat(firstMinutes(Optional.empty())).containsExactly(0, 5, 10);
    }

    @Test
    void whoIsAloneOrNoMemberWaitsForNobody() {
        NodeId self = new NodeId("n1");
        assertThat(Turns.isOwn(self, Optional.empty(), List.of(self), 37)).isTrue();
        assertThat(Turns.isOwn(self, Optional.empty(), GROUP, 37)).isTrue();
    }

    /** The trap: all replicas delete in the same minute. And none may be left out. */
    @Property
    void inNoMinuteHaveTwoTheirTurnAndInEachHourAllHave(
            @ForAll @IntRange(min = 2, max = 60) int count, @ForAll @IntRange(min = 0, max = 60) int leaderNumber) {
        List<NodeId> members = nodes(count);
        Optional<NodeId> leader = leaderNumber < count ? Optional.of(members.get(leaderNumber)) : Optional.empty();
        TreeSet<NodeId> hadTurn = new TreeSet<>();
        for (int minute = 0; minute < 60; minute++) {
            int now = minute;
            List<NodeId> have = members.stream()
                    .filter(node -> Turns.isOwn(node, leader, members, now))
                    .toList();
            assertThat(have).hasSize(1);
            hadTurn.addAll(have);
        }
        assertThat(hadTurn).hasSize(count);
    }
}
