package io.quorate.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.raft.RaftMessage.AppendReply;
import io.quorate.raft.RaftMessage.AppendRequest;
import io.quorate.raft.RaftMessage.PreVoteReply;
import io.quorate.raft.RaftMessage.PreVoteRequest;
import io.quorate.raft.RaftMessage.TimeoutNow;
import io.quorate.raft.RaftMessage.VoteReply;
import io.quorate.raft.RaftMessage.VoteRequest;
import io.quorate.raft.log.EntryMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sentences of the Raft paper (extended version) and of Ongaro's dissertation that one node or one exchange can show. What
 * takes a story is a scenario file: figure 8 (§5.4.2) in commit-figure-8*, votes across restarts (§5.2) in restart-keeps-vote,
 * membership changes (§6, dissertation §4) in membership-*, reads (§8, dissertation §6.4) in read-*, check-quorum (dissertation
 * §6.2) in check-quorum.
 */
class RaftPaperTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final int HEARTBEAT_TICKS = 2;

    // §5.1: "if one server's current term is smaller than the other's, then it updates its current term to the
    // larger value"; "if a candidate or leader discovers that its term is out of date, it immediately reverts
    // to follower state".
    @ParameterizedTest
    @ValueSource(strings = {"FOLLOWER", "CANDIDATE", "LEADER"})
    void aNewerTermIsEnteredAsFollower(Role role) {
        CoreCluster.Member member = member(cluster(), role);
        long newer = member.node.term() + 3;
        member.step(new AppendReply(N2, N1, newer, false, 0, 0, 0, 0, 0, false, 0));
        assertThat(member.node.term()).isEqualTo(newer);
        assertThat(member.node.role()).isEqualTo(Role.FOLLOWER);
        assertThat(member.hardState).isEqualTo(new HardState(newer, Optional.empty()));
    }

    // §5.1: "if a server receives a request with a stale term number, it rejects the request".
    @Test
    void requestsOfAnOlderTermAreRejected() {
        CoreCluster cluster = cluster(1, 1, 5);
        CoreCluster.Member member = cluster.member(N1);
        member.step(new VoteRequest(N2, N1, 4, 9, 4, true));
        member.step(new AppendRequest(N2, N1, 4, 3, 5, List.of(), 3, 0, List.of()));
        assertThat(cluster.inFlight)
                .containsExactly(
                        new VoteReply(N1, N2, 5, false), new AppendReply(N1, N2, 5, false, 0, 0, 0, 0, 0, false, 0));
        assertThat(member.node.committedIndex()).isZero();
        assertThat(member.node.leader()).isEmpty();
    }

    // §5.2: "when servers start up, they begin as followers".
    @Test
    void nodesStartAsFollowers() {
        assertThat(cluster(1, 2).members.values()).allMatch(member -> member.node.role() == Role.FOLLOWER);
    }

    // §5.2: "a server remains in follower state as long as it receives valid RPCs from a leader or candidate".
    @Test
    void aFollowerThatHearsItsLeaderStaysOne() {
        CoreCluster cluster = cluster();
        CoreCluster.Member member = cluster.member(N1);
        for (int round = 0; round < 10; round++) {
            member.step(new AppendRequest(N2, N1, 1, 0, 0, List.of(), 0, 0, List.of()));
            tick(member, CoreCluster.ELECTION_TICKS - 1);
            assertThat(member.node.role()).isEqualTo(Role.FOLLOWER);
        }
        // The same without a word from the leader.
        tick(member, 2 * CoreCluster.ELECTION_TICKS);
        assertThat(member.node.role()).isNotEqualTo(Role.FOLLOWER);
    }

    // §5.2: "leaders send periodic heartbeats (AppendEntries RPCs that carry no log entries) to all followers".
    @Test
    void aLeaderSendsHeartbeats() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        for (int round = 0; round < 3; round++) {
            tick(leader, HEARTBEAT_TICKS);
            assertThat(cluster.inFlight)
                    .hasSize(2)
                    .allMatch(message -> message instanceof AppendRequest request
                            && request.entries().isEmpty())
                    .extracting(RaftMessage::to)
                    .containsExactlyInAnyOrder(N2, N3);
            deliverAll(cluster);
        }
    }

    // §5.2: "to begin an election, a follower increments its current term and transitions to candidate state.
    // It then votes for itself and issues RequestVote RPCs in parallel to each of the other servers".
    @Test
    void aCandidateEntersANewTermVotesForItselfAndAsksAll() {
        CoreCluster cluster = cluster(1, 1);
        CoreCluster.Member member = member(cluster, Role.CANDIDATE);
        assertThat(member.hardState).isEqualTo(new HardState(2, Optional.of(N1)));
        assertThat(cluster.inFlight)
                .containsExactly(new VoteRequest(N1, N2, 2, 2, 1, false), new VoteRequest(N1, N3, 2, 2, 1, false));
    }

    // §5.2: "a candidate wins an election if it receives votes from a majority of the servers in the full
    // cluster for the same term".
    @ParameterizedTest
    @CsvSource({"0,CANDIDATE", "1,CANDIDATE", "2,LEADER"}) // of five, beside its own
    void aMajorityOfVotesElects(int votes, Role expected) {
        List<NodeId> five = List.of(N1, N2, N3, new NodeId("n4"), new NodeId("n5"));
        CoreCluster.Member member = member(cluster(five), Role.CANDIDATE);
        for (int voter = 1; voter <= votes; voter++) {
            VoteReply reply = new VoteReply(five.get(voter), N1, 1, true);
            member.step(reply);
            member.step(reply); // once more is not one more
        }
        assertThat(member.node.role()).isEqualTo(expected);
    }

    // §5.2: votes of another term do not count.
    @Test
    void votesOfAnEarlierTermDoNotElect() {
        CoreCluster.Member member = member(cluster(3L), Role.CANDIDATE);
        member.step(new VoteReply(N2, N1, 3, true));
        assertThat(member.node.role()).isEqualTo(Role.CANDIDATE);
    }

    // §5.2: "each server will vote for at most one candidate in a given term, on a first-come-first-served basis".
    @Test
    void theFirstCandidateGetsTheVote() {
        CoreCluster cluster = cluster();
        CoreCluster.Member voter = cluster.member(N1);
        voter.step(new VoteRequest(N2, N1, 1, 0, 0, false));
        voter.step(new VoteRequest(N3, N1, 1, 0, 0, false));
        voter.step(new VoteRequest(N2, N1, 1, 0, 0, false)); // repeated: the same answer
        assertThat(cluster.inFlight)
                .containsExactly(
                        new VoteReply(N1, N2, 1, true),
                        new VoteReply(N1, N3, 1, false),
                        new VoteReply(N1, N2, 1, true));
    }

    // §5.2: "if the leader's term is at least as large as the candidate's current term, then the candidate
    // recognizes the leader as legitimate and returns to follower state. If the term in the RPC is smaller,
    // then the candidate rejects the RPC and continues in candidate state".
    @ParameterizedTest
    @CsvSource({"2,CANDIDATE", "3,FOLLOWER", "4,FOLLOWER"})
    void aCandidateGivesWayToALeaderOfItsTermOrANewerOne(long term, Role expected) {
        CoreCluster.Member member = member(cluster(2L), Role.CANDIDATE); // in term 3
        member.step(new AppendRequest(N2, N1, term, 0, 0, List.of(), 0, 0, List.of()));
        assertThat(member.node.role()).isEqualTo(expected);
        assertThat(member.node.leader()).isEqualTo(expected == Role.FOLLOWER ? Optional.of(N2) : Optional.empty());
    }

    // §5.2: "Raft uses randomized election timeouts to ensure that split votes are rare".
    @Test
    void electionTimeoutsAreSpreadOverAsMuchAgain() {
        Set<Integer> seen = new HashSet<>();
        for (long seed = 1; seed <= 300; seed++) {
            CoreCluster cluster = new CoreCluster(List.of(N1, N2, N3), seed, true);
            cluster.add(N1, List.of());
            CoreCluster.Member member = cluster.member(N1);
            int ticks = 0;
            while (member.node.role() == Role.FOLLOWER) {
                member.tick();
                ticks++;
            }
            seen.add(ticks);
        }
        assertThat(seen).hasSize(CoreCluster.ELECTION_TICKS);
        assertThat(seen)
                .allMatch(ticks -> ticks >= CoreCluster.ELECTION_TICKS && ticks < 2 * CoreCluster.ELECTION_TICKS);
    }

    // §5.3: "the leader appends the command to its log as a new entry, then issues AppendEntries RPCs in
    // parallel to each of the other servers".
    @Test
    void aNewEntryGoesToAllAtOnce() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        EntryMeta entry = leader.log.entryAt(2);
        assertThat(cluster.inFlight)
                .containsExactly(
                        new AppendRequest(N1, N2, 1, 1, 1, List.of(entry), 1, 0, List.of()),
                        new AppendRequest(N1, N3, 1, 1, 1, List.of(entry), 1, 0, List.of()));
    }

    // §5.3: "a log entry is committed once the leader that created the entry has replicated it on a majority of
    // the servers".
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,2"}) // of five, beside the leader
    void anEntryOnAMajorityIsCommitted(int copies, long committedIndex) {
        List<NodeId> five = List.of(N1, N2, N3, new NodeId("n4"), new NodeId("n5"));
        CoreCluster cluster = cluster(five);
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        for (int peer = 1; peer <= copies; peer++) {
            putOnDisk(cluster, five.get(peer), 1);
            leader.step(new AppendReply(five.get(peer), N1, 1, true, 2, 2, 0, 0, 0, false, 0));
        }
        assertThat(leader.node.committedIndex()).isEqualTo(committedIndex);
    }

    // §5.3: "the leader keeps track of the highest index it knows to be committed, and it includes that index in future
    // AppendEntries RPCs (including heartbeats) so that the other servers eventually find out".
    @Test
    void heartbeatsTellWhatIsCommitted() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        deliverAll(cluster);
        assertThat(cluster.member(N2).appliedIndex).isEqualTo(1);
        tick(leader, HEARTBEAT_TICKS);
        deliverAll(cluster);
        assertThat(cluster.members.values()).allMatch(member -> member.appliedIndex == 2);
    }

    // §5.3: "if followers crash or run slowly, or if network packets are lost, the leader retries AppendEntries
    // RPCs indefinitely".
    @Test
    void lostRequestsAreRepeatedUntilTheyArrive() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        for (int round = 0; round < 20; round++) {
            cluster.inFlight.removeIf(message -> message.to().equals(N3));
            deliverAll(cluster, N3);
            tick(leader, HEARTBEAT_TICKS);
        }
        assertThat(cluster.member(N3).log.lastIndex()).isEqualTo(1);
        deliverAll(cluster);
        assertThat(cluster.member(N3).log.lastIndex()).isEqualTo(2);
    }

    // §5.3: "if the follower does not find an entry in its log with the same index and term, then it refuses
    // the new entries".
    @ParameterizedTest
    @CsvSource({"0,0,true", "2,1,true", "3,2,true", "3,1,false", "3,3,false", "4,2,false"})
    void entriesAreTakenOnlyBehindTheOneThatMustPrecedeThem(long prevIndex, long prevTerm, boolean taken) {
        CoreCluster cluster = cluster(1, 1, 2);
        CoreCluster.Member follower = cluster.member(N1);
        List<EntryMeta> entries = List.of(new EntryMeta(prevIndex + 1, 4, 10 * prevIndex, 10));
        follower.step(new AppendRequest(N2, N1, 4, prevIndex, prevTerm, entries, 0, 0, List.of()));
        assertThat(follower.log.lastTerm()).isEqualTo(taken ? 4 : 2);
        assertThat(((AppendReply) cluster.inFlight.get(0)).accepted()).isEqualTo(taken);
    }

    // §5.3, figure 7: whatever followers lack or have too much, "conflicting entries in follower logs will be
    // overwritten with entries from the leader's log".
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,1,1,4,4,5,5,6,6", // (a)
                "1,1,1,4", // (b)
                "1,1,1,4,4,5,5,6,6,6,6", // (c)
                "1,1,1,4,4,5,5,6,6,6,7,7", // (d)
                "1,1,1,4,4,4,4", // (e)
                "1,1,1,2,2,2,3,3,3,3,3", // (f)
            })
    void figure7(String followerTerms) {
        CoreCluster cluster = new CoreCluster(List.of(N1, N2, N3), 1, true);
        cluster.add(N1, List.of(1L, 1L, 1L, 4L, 4L, 5L, 5L, 6L, 6L, 6L));
        cluster.add(
                N2,
                Arrays.stream(followerTerms.split(",", -1)).map(Long::valueOf).toList());
        cluster.add(N3, List.of(1L));
        CoreCluster.Member leader = cluster.member(N1);
        leader.step(new TimeoutNow(N3, N1, 7)); // elected in term 8, after (d)'s 7
        leader.step(new VoteReply(N3, N1, 8, true));
        deliverAll(cluster);
        cluster.checkLogMatching();
        assertThat(cluster.member(N2).log.describe()).isEqualTo(leader.log.describe());
    }

    // §5.3, leader append-only: "a leader never overwrites or deletes entries in its own log".
    @Test
    void aLeaderKeepsItsLogWhateverItIsTold() {
        CoreCluster.Member leader = settledLeader(cluster());
        leader.propose();
        String before = leader.log.describe();
        leader.step(new AppendReply(N2, N1, 1, false, 1, 0, 0, 0, 0, false, 0));
        leader.step(new AppendReply(N3, N1, 1, true, 99, 99, 0, 0, 0, false, 0)); // what cannot be
        leader.step(new AppendReply(N3, N1, 1, false, 99, 99, 7, 0, 0, false, 0));
        assertThat(leader.log.describe()).isEqualTo(before);
        assertThat(leader.node.committedIndex()).isEqualTo(1);
    }

    // §5.4.1: "the voter denies its vote if its own log is more up-to-date than that of the candidate": the
    // later term at the end, then the longer log.
    @ParameterizedTest
    @CsvSource({"3,2,true", "2,2,false", "4,2,true", "9,1,false", "1,3,true", "0,0,false"})
    void aVoteGoesToALogAtLeastAsUpToDate(long lastIndex, long lastTerm, boolean granted) {
        CoreCluster cluster = cluster(1, 1, 2);
        CoreCluster.Member voter = cluster.member(N1);
        voter.step(new VoteRequest(N2, N1, 4, lastIndex, lastTerm, false));
        assertThat(cluster.inFlight).containsExactly(new VoteReply(N1, N2, 4, granted));
        assertThat(voter.hardState.votedFor().isPresent()).isEqualTo(granted);
    }

    // §5.5: "Raft RPCs are idempotent": an AppendEntries request with entries already there changes nothing.
    // Nor does one that was overtaken by newer ones cut what they brought (figure 2, receiver's step 3: "if an
    // existing entry conflicts").
    @Test
    void anOvertakenRequestCutsNothing() {
        CoreCluster cluster = cluster();
        CoreCluster.Member follower = cluster.member(N1);
        List<EntryMeta> entries = List.of(new EntryMeta(1, 1, 0, 10), new EntryMeta(2, 1, 10, 10));
        follower.step(new AppendRequest(N2, N1, 1, 0, 0, entries, 2, 0, List.of()));
        follower.step(new AppendRequest(N2, N1, 1, 0, 0, entries.subList(0, 1), 1, 0, List.of()));
        follower.step(new AppendRequest(N2, N1, 1, 0, 0, entries, 2, 0, List.of()));
        assertThat(follower.log.describe()).isEqualTo("1/1,1/2");
        assertThat(follower.node.committedIndex()).isEqualTo(2);
    }

    // Figure 2, receiver's step 5: commit up to "min(leaderCommit, index of last new entry)": what else is in
    // the follower's log may be another leader's.
    @Test
    void aFollowerCommitsOnlyWhatTheRequestVouchesFor() {
        CoreCluster.Member follower = cluster(1, 1, 1).member(N1);
        follower.step(new AppendRequest(N2, N1, 2, 2, 1, List.of(), 3, 0, List.of()));
        assertThat(follower.node.committedIndex()).isEqualTo(2);
    }

    // §8: a leader "commits a blank no-op entry into the log at the start of its term".
    @Test
    void aNewLeaderAppendsAnEntryOfItsTermFirst() {
        CoreCluster.Member leader = member(cluster(1, 1), Role.LEADER);
        assertThat(leader.log.describe()).isEqualTo("1/1,1/2,2/3");
    }

    // Dissertation §4.2.3: "if a server receives a RequestVote request within the minimum election timeout of
    // hearing from a current leader, it does not update its term or grant its vote"; with an exception for
    // transfers of leadership.
    @ParameterizedTest
    @CsvSource({"0,false,1", "9,false,1", "10,false,2", "0,true,2"})
    void whoHearsItsLeaderIgnoresCandidatesUnlessTheLeaderSentThem(int silentTicks, boolean byTransfer, long term) {
        CoreCluster cluster = cluster();
        CoreCluster.Member member = cluster.member(N1);
        member.step(new AppendRequest(N2, N1, 1, 0, 0, List.of(), 0, 0, List.of()));
        tick(member, silentTicks);
        cluster.inFlight.clear();
        member.step(new VoteRequest(N3, N1, 2, 0, 0, byTransfer));
        assertThat(member.node.term()).isEqualTo(term);
        assertThat(cluster.inFlight).isEqualTo(term == 1 ? List.of() : List.of(new VoteReply(N1, N3, 2, true)));
    }

    // Dissertation §6.2: "a leader steps down if an election timeout elapses without a successful round of
    // heartbeats to a majority of its cluster"; and does not if it does hear one.
    @ParameterizedTest
    @CsvSource({"true,LEADER", "false,FOLLOWER"})
    void aLeaderNeedsAMajorityToStay(boolean heard, Role expected) {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        for (int round = 0; round < 3 * CoreCluster.ELECTION_TICKS; round++) {
            leader.tick();
            if (heard) {
                leader.step(new AppendReply(N2, N1, 1, true, 1, 1, 0, 0, 0, false, 0));
            }
        }
        assertThat(leader.node.role()).isEqualTo(expected);
    }

    // Dissertation §9.6: "a candidate only increments its term if it first learns from a majority of the
    // cluster that they would be willing to grant the candidate their votes".
    @Test
    void theTermGrowsOnlyAfterAMajorityOfPreVotes() {
        List<NodeId> five = List.of(N1, N2, N3, new NodeId("n4"), new NodeId("n5"));
        CoreCluster.Member member = member(cluster(five), Role.PRE_CANDIDATE);
        member.step(new PreVoteReply(N2, N1, 1, true));
        member.step(new PreVoteReply(N2, N1, 1, true));
        assertThat(member.hardState).isEqualTo(HardState.INITIAL);
        member.step(new PreVoteReply(N3, N1, 1, true));
        assertThat(member.hardState).isEqualTo(new HardState(1, Optional.of(N1)));
    }

    // Dissertation §9.6: the others are willing if "the candidate's log is sufficiently up-to-date, and they
    // have not received heartbeats from a valid leader for at least a baseline election timeout". It binds
    // nobody.
    @ParameterizedTest
    @CsvSource({"2,1,10,true", "1,1,10,false", "2,1,9,false"})
    void aPreVoteIsGivenLikeAVoteAndPromisesNothing(long lastIndex, long lastTerm, int silentTicks, boolean granted) {
        CoreCluster cluster = cluster(1, 1);
        CoreCluster.Member member = cluster.member(N1);
        member.step(new AppendRequest(N2, N1, 1, 2, 1, List.of(), 0, 0, List.of()));
        tick(member, silentTicks);
        HardState before = member.hardState;
        cluster.inFlight.clear();
        member.step(new PreVoteRequest(N3, N1, 2, lastIndex, lastTerm));
        assertThat(cluster.inFlight).containsExactly(new PreVoteReply(N1, N3, granted ? 2 : 1, granted));
        assertThat(member.hardState).isEqualTo(before);
    }

    // Dissertation §3.10: "1. The prior leader stops accepting new client requests. 2. The prior leader fully
    // updates the target server's log. 3. The prior leader sends a TimeoutNow request to the target server".
    @Test
    void leadershipIsHandedOverOnceTheTargetHasEverything() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        leader.node.transferLeadership(Optional.of(N3));
        leader.act();
        assertThat(leader.propose()).isFalse();
        assertThat(cluster.inFlight).noneMatch(TimeoutNow.class::isInstance);
        putOnDisk(cluster, N3, 1);
        leader.step(new AppendReply(N3, N1, 1, true, 2, 2, 0, 0, 0, false, 0));
        assertThat(cluster.inFlight).contains(new TimeoutNow(N1, N3, 1));
    }

    // Dissertation §3.10: "if leadership transfer does not complete after about an election timeout, the prior
    // leader aborts the transfer and resumes accepting client requests".
    @Test
    void aTransferThatTakesTooLongIsGivenUp() {
        CoreCluster cluster = cluster();
        CoreCluster.Member leader = settledLeader(cluster);
        leader.propose();
        leader.node.transferLeadership(Optional.of(N3));
        putOnDisk(cluster, N2, 1);
        for (int tick = 0; tick < CoreCluster.ELECTION_TICKS; tick++) {
            assertThat(leader.node.takesProposals()).isFalse();
            leader.tick();
            leader.step(new AppendReply(
                    N2, N1, 1, true, 2, 2, 0, 0, 0, false, 0)); // a majority is there, the target is not
        }
        assertThat(leader.node.role()).isEqualTo(Role.LEADER);
        assertThat(leader.propose()).isTrue();
    }

    /** An entry stands on a peer's disk, so that a reply may say so. */
    private static void putOnDisk(CoreCluster cluster, NodeId peer, long term) {
        cluster.member(peer).log.append(term);
        cluster.member(peer).log.flush();
    }

    private static CoreCluster cluster(long... logTerms) {
        return cluster(List.of(N1, N2, N3), logTerms);
    }

    private static CoreCluster cluster(List<NodeId> ids, long... logTerms) {
        CoreCluster cluster = new CoreCluster(ids, 1, true);
        ids.forEach(id -> cluster.add(id, Arrays.stream(logTerms).boxed().toList()));
        return cluster;
    }

    /** n1 in this role; the messages it sent on the way are lost, but for the last. */
    private static CoreCluster.Member member(CoreCluster cluster, Role role) {
        CoreCluster.Member member = cluster.member(N1);
        if (role != Role.FOLLOWER) {
            tick(member, 2 * CoreCluster.ELECTION_TICKS);
        }
        if (role == Role.CANDIDATE || role == Role.LEADER) {
            grant(cluster, PreVoteRequest.class);
        }
        if (role == Role.LEADER) {
            grant(cluster, VoteRequest.class);
        }
        assertThat(member.node.role()).isEqualTo(role);
        return member;
    }

    private static void grant(CoreCluster cluster, Class<? extends RaftMessage> requests) {
        List<RaftMessage> asked = new ArrayList<>(cluster.inFlight);
        cluster.inFlight.clear();
        for (RaftMessage message : asked) {
            if (requests.isInstance(message) && cluster.member(N1).node.role() != Role.LEADER) {
                boolean pre = message instanceof PreVoteRequest;
                cluster.member(N1)
                        .step(
                                pre
                                        ? new PreVoteReply(message.to(), N1, message.term(), true)
                                        : new VoteReply(message.to(), N1, message.term(), true));
            }
        }
    }

    /** n1 as leader of term 1, its NOOP committed and everybody quiet. */
    private static CoreCluster.Member settledLeader(CoreCluster cluster) {
        CoreCluster.Member leader = member(cluster, Role.LEADER);
        deliverAll(cluster);
        tick(leader, HEARTBEAT_TICKS);
        deliverAll(cluster);
        assertThat(cluster.members.values()).allMatch(member -> member.appliedIndex == 1);
        return leader;
    }

    private static void tick(CoreCluster.Member member, int ticks) {
        for (int tick = 0; tick < ticks; tick++) {
            member.tick();
        }
    }

    private static void deliverAll(CoreCluster cluster) {
        while (!cluster.inFlight.isEmpty()) {
            cluster.deliver(0);
        }
    }

    private static void deliverAll(CoreCluster cluster, NodeId butTo) {
        cluster.inFlight.removeIf(message -> message.to().equals(butTo));
        deliverAll(cluster);
    }
}
