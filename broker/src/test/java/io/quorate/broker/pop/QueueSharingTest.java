package io.quorate.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.body.MessageQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What members read together. */
class QueueSharingTest {
    private static List<MessageQueue> queues(int count) {
        return IntStream.range(0, count)
                .mapToObj(queueId -> new MessageQueue("T", "broker-a", queueId))
                .toList();
    }

    @Property(tries = 300)
    void everyQueueIsPulledByOneMemberAndSharesAreEven(
            @ForAll QueueSharing sharing,
            @ForAll @IntRange(min = 1, max = 20) int memberCount,
            @ForAll @IntRange(max = 40) int queueCount) {
        List<MessageQueue> all = new ArrayList<>();
        for (int member = 0; member < memberCount; member++) {
            List<MessageQueue> share = sharing.toPull(member, memberCount, queues(queueCount));
            assertThat(share.size()).isBetween(queueCount / memberCount, (queueCount + memberCount - 1) / memberCount);
            all.addAll(share);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(queues(queueCount));
    }

    @Property(tries = 300)
    void everyQueueIsPoppedBySomebodyAndNoMemberIsIdle(
            @ForAll QueueSharing sharing,
            @ForAll @IntRange(min = 1, max = 20) int memberCount,
            @ForAll @IntRange(min = 1, max = 40) int queueCount,
            @ForAll @IntRange(min = -1, max = 20) int sharedQueueCount) {
        List<MessageQueue> all = new ArrayList<>();
        for (int member = 0; member < memberCount; member++) {
            List<MessageQueue> share = sharing.toPop(member, memberCount, queues(queueCount), sharedQueueCount);
            assertThat(share).isNotEmpty().doesNotHaveDuplicates();
            all.addAll(share);
        }
        boolean sharesAll = all.contains(new MessageQueue("T", "broker-a", -1));
        assertThat(sharesAll).isEqualTo(sharedQueueCount <= 0 || sharedQueueCount >= memberCount - 1);
        assertThat(new HashSet<>(all)).hasSize(sharesAll ? 1 : queueCount);
    }

    @Test
    void sharesAreThoseThatRocketMqGives() {
        assertThat(QueueSharing.AVERAGE.toPull(0, 3, queues(8)))
                .isEqualTo(queues(8).subList(0, 3));
        assertThat(QueueSharing.AVERAGE.toPull(2, 3, queues(8)))
                .isEqualTo(queues(8).subList(6, 8));
        assertThat(QueueSharing.AVERAGE.toPull(2, 3, queues(2))).isEmpty();
        assertThat(QueueSharing.IN_TURN.toPull(1, 3, queues(5)))
                .containsExactly(queues(5).get(1), queues(5).get(4));
        assertThat(QueueSharing.AVERAGE.toPop(3, 4, queues(4), 1))
                .containsExactly(queues(4).get(0), queues(4).get(3));
        assertThat(QueueSharing.of("AVG")).contains(QueueSharing.AVERAGE);
        assertThat(QueueSharing.of("AVG_BY_CIRCLE")).contains(QueueSharing.IN_TURN);
        assertThat(QueueSharing.of("CONFIG")).isEmpty();
    }
}
