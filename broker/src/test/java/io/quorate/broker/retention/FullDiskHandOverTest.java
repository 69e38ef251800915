package io.quorate.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import io.quorate.raft.Role;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.TransferOutcome;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FullDiskHandOverTest {
    private static final Optional<String> FULL = Optional.of("the disk is full");

    private final List<Long> handedOver = new ArrayList<>(); // when
    private long nowMillis = 1_000_000;
    private boolean serving = true;
    private int voters = 3;
    private final FullDiskHandOver handOver = new FullDiskHandOver(replica(), () -> nowMillis);

    private ReplicaHandle replica() {
        return (ReplicaHandle) Proxy.newProxyInstance(
                ReplicaHandle.class.getClassLoader(),
                new Class<?>[] {ReplicaHandle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "view" -> view();
                    case "transferLeadership" -> {
                        handedOver.add(nowMillis);
                        yield CompletableFuture.completedFuture(TransferOutcome.refused("nobody is there"));
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private ReplicaView view() {
        List<Member> members = new ArrayList<>();
        for (int number = 1; number <= voters; number++) {
            members.add(new Member(new NodeId("n" + number), number, "n" + number + ":1"));
        }
        NodeId self = new NodeId("n1");
        return new ReplicaView(
                self,
                serving ? Role.LEADER : Role.FOLLOWER,
                1,
                Optional.of(self),
                serving,
                0,
                0,
                0,
                0,
                0,
                0,
                new IndexedMembership(0, new Membership(members, List.of())),
                true,
                false);
    }

    private void ticks(int seconds, Optional<String> refusal) {
        for (int i = 0; i < seconds; i++) {
            handOver.tick(refusal);
            nowMillis += 1000;
        }
    }

    @Test
    void aLeaderThatRefusesForLongHandsOverAndAgainOnlyMuchLater() {
        long startMillis = nowMillis;
        ticks(130, FULL);
        assertThat(handedOver).containsExactly(startMillis + 5_000, startMillis + 65_000, startMillis + 125_000);
    }

    @Test
    void aPeakIsNoReason() {
        for (int i = 0; i < 10; i++) {
            ticks(5, FULL);
            ticks(1, Optional.empty());
        }
        assertThat(handedOver).isEmpty();
    }

    /** While all disks are full leadership goes round; whoever gets it back keeps it for a while. */
    @Test
    void whoHandedOverIsPatientWhenItComesBack() {
        ticks(6, FULL);
        serving = false;
        ticks(3, FULL);
        serving = true;
        long backMillis = nowMillis;
        ticks(62, FULL);
        assertThat(handedOver).hasSize(2).last().isEqualTo(backMillis + 60_000);
    }

    @Test
    void onlyLeadersThatAreNotAloneHandOver() {
        voters = 1;
        ticks(100, FULL);
        voters = 3;
        serving = false;
        ticks(100, FULL);
        assertThat(handedOver).isEmpty();
    }
}
