package io.quorate.raft.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipChangeTest {
    /** What makes a change safe, said slowly: any majority before and any majority after share a voter's disk. */
    @Test
    void everyMajorityBeforeMeetsEveryMajorityAfter() {
        int allowed = 0;
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            Membership current = any(random);
            Membership wanted = any(random);
            if (MembershipChange.objection(current, wanted).isEmpty()) {
                allowed++;
                assertThat(majoritiesMeet(disks(current), disks(wanted)))
                        .as(current + " then " + wanted)
                        .isTrue();
            }
        }
        assertThat(allowed).isGreaterThan(100);
    }

    private static Membership any(Random random) {
        List<Member> voters = new ArrayList<>();
        List<Learner> learners = new ArrayList<>();
        for (int node = 1; node <= 5; node++) {
            // Mostly the first disk, now and then the one that replaced it.
            long storageId = node + (random.nextInt(6) == 0 ? 100L : 0L);
            Member member = new Member(new NodeId("n" + node), storageId, "h" + node + ":1");
            switch (random.nextInt(3)) {
                case 0 -> voters.add(member);
                case 1 -> learners.add(new Learner(member, random.nextBoolean()));
                default -> {
                    // not in it
                }
            }
        }
        return new Membership(voters, learners);
    }

    private static List<Long> disks(Membership membership) {
        return membership.voters().stream().map(Member::storageId).toList();
    }

    private static boolean majoritiesMeet(List<Long> before, List<Long> after) {
        for (int some = 0; some < 1 << before.size(); some++) {
            for (int others = 0; others < 1 << after.size(); others++) {
                boolean majorities =
                        2 * Integer.bitCount(some) > before.size() && 2 * Integer.bitCount(others) > after.size();
                Set<Long> shared = new HashSet<>(chosen(before, some));
                shared.retainAll(chosen(after, others));
                if (majorities && shared.isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Long> chosen(List<Long> from, int bits) {
        List<Long> chosen = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(from.get(i));
            }
        }
        return chosen;
    }

    @Test
    void noTwoMembersShareAPlace() {
        Membership one = new Membership(List.of(new Member(new NodeId("n1"), 1, "h1:1")), List.of());
        assertThat(MembershipChange.objection(one, one.withLearner(learner("n2", 1, "h2:1"))))
                .hasValueSatisfying(text -> assertThat(text).contains("a copied directory"));
        assertThat(MembershipChange.objection(one, one.withLearner(learner("n2", 2, "h1:1"))))
                .hasValueSatisfying(text -> assertThat(text).contains("would belong to two members"));
        assertThat(MembershipChange.objection(one, one.withLearner(learner("n2", 0, "h2:1"))))
                .hasValueSatisfying(text -> assertThat(text).contains("is not known"));
        assertThat(MembershipChange.objection(one, one.withLearner(learner("n2", 2, "h2:1"))))
                .isEmpty();
    }

    private static Learner learner(String node, long storageId, String address) {
        return new Learner(new Member(new NodeId(node), storageId, address), false);
    }
}
