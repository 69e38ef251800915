package io.quorate.raft;

import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Runs the commands of a scenario file on a {@link CoreCluster} and says what changed, in words a reader of the Raft paper
 * knows. Logs are written term/index.
 *
 * <pre>
 *   cluster nodes=n1,n2,n3 [log=1/1,2/2] [flush=manual]   a cluster, all logs alike; terms are those of the logs
 *           [priority=n3:80,n2:20] [lease=6]
 *           [voters=n1,n2]                                 formed with these; the other nodes are fresh
 *   extend n1,n2 log=2/3                                   longer logs for some, before anything else happens
 *   timeout n1                                             n1 hears nobody until it asks for a pre-vote
 *   elect n1 term=4 votes=n2,n3                            n1 is elected by these, everything else is lost
 *   deliver [all | n1->n2 | n1&lt;->n2 | n1]                  messages arrive, and the answers to them, until none is left
 *   deliver-first n1->n2     deliver-last n1->n2           one message arrives, the oldest or the newest
 *   drop [all | n1->n2 | n1]                               messages are lost
 *   change n1 voters=n1,n2 [learners=n3,n4!]               n1 is asked to change the group; "!" is to become a voter
 *   snapshot n1 4                                          the first snapshot that n1 can still give is the one at 4
 *   release n1 3                                           n1's log lets go of its entries up to 3, kept in a snapshot
 *   install n1                                             n1 has fetched the snapshot it was offered
 *   wipe n1                                                n1 comes back with an empty disk
 *   propose n1 [n]      flush n1      tick n1 n      lost n1 n2      transfer n1 [n2]      restart n1      status
 *   run n [without n1,n2]                                  n ticks of all; messages between those not named arrive
 *   damage n1 index                                        n1 starts again without what it had flushed after that entry
 *   read n1 [n]                                            n1 asks how far it must have applied to read (ReadIndex)
 * </pre>
 */
final class Scenario {
    private static final int DELIVERIES_MAX = 1_000;

    private List<NodeId> ids = List.of();
    private List<NodeId> voters = List.of();
    private String refusal = "";
    private final Map<NodeId, List<Long>> logs = new TreeMap<>();
    private final Map<NodeId, LeadershipConfig> leadership = new TreeMap<>();
    private boolean autoFlush = true;
    private CoreCluster cluster; // null until the first command that is not set-up
    private final Map<NodeId, String> told = new TreeMap<>();

    /** What the command changed, one line a node; or what was refused. */
    String run(String command) {
        String[] words = command.trim().split("\\s+");
        switch (words[0]) {
            case "cluster" -> cluster(words);
            case "extend" -> nodes(words[1]).forEach(id -> logs.get(id).addAll(terms(option(words, "log", ""))));
            default -> act(words);
        }
        String said = refusal;
        refusal = "";
        String changes = cluster == null ? "" : changes(words[0].equals("status"));
        return said.isEmpty() || changes.isEmpty() ? said + changes : said + "\n" + changes;
    }

    private void cluster(String[] words) {
        ids = nodes(option(words, "nodes", "n1,n2,n3"));
        autoFlush = !option(words, "flush", "auto").equals("manual");
        LeadershipConfig usual = CoreCluster.LEADERSHIP.withLease(Integer.parseInt(option(words, "lease", "0")), 10);
        ids.forEach(id -> leadership.put(id, usual));
        for (String each : option(words, "priority", "").split(",", -1)) {
            if (!each.isEmpty()) {
                String[] parts = each.split(":", 2);
                leadership.put(new NodeId(parts[0]), usual.withPriority(Integer.parseInt(parts[1])));
            }
        }
        voters = nodes(option(words, "voters", option(words, "nodes", "n1,n2,n3")));
        ids.forEach(id -> logs.put(id, new ArrayList<>()));
        voters.forEach(id -> logs.get(id).addAll(terms(option(words, "log", ""))));
    }

    private void act(String[] words) {
        if (cluster == null) {
            cluster = new CoreCluster(ids, voters, 1, autoFlush);
            cluster.leadership.putAll(leadership);
            logs.forEach(cluster::add);
            ids.forEach(id -> told.put(id, cluster.member(id).describe()));
        }
        switch (words[0]) {
            case "run" -> run(words);
            case "timeout" -> timeout(member(words[1]));
            case "elect" -> elect(words);
            case "deliver" -> deliver(between(words.length > 1 ? words[1] : "all"));
            case "deliver-first" -> deliverOne(between(words[1]), false);
            case "deliver-last" -> deliverOne(between(words[1]), true);
            case "drop" -> cluster.inFlight.removeIf(between(words.length > 1 ? words[1] : "all"));
            case "propose" -> repeat(words, 2, member(words[1])::propose);
            case "read" -> repeat(words, 2, member(words[1])::read);
            case "flush" -> member(words[1]).flush();
            case "tick" -> repeat(words, 2, member(words[1])::tick);
            case "lost" -> member(words[1]).lost(new NodeId(words[2]));
            case "transfer" ->
                member(words[1]).transfer(words.length > 2 ? Optional.of(new NodeId(words[2])) : Optional.empty());
            case "change" -> change(words);
            case "release" -> member(words[1]).release(Long.parseLong(words[2]));
            case "serves" ->
                member(words[1])
                        .serves(
                                Long.parseLong(option(words, "from", "0")),
                                Long.parseLong(option(words, "snapshot", "0")));
            case "install" -> member(words[1]).install();
            case "wipe" -> member(words[1]).wipe();
            case "restart" -> member(words[1]).restart();
            case "damage" -> member(words[1]).damage(Long.parseLong(words[2]));
            case "status" -> {
                // Only to be told about.
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
        cluster.checkLogMatching();
    }

    /** Time passes for all. Messages arrive at once, but for those to and from the ones that are cut off: they are lost. */
    private void run(String[] words) {
        List<NodeId> cutOff = words.length > 3 ? nodes(words[3]) : List.of();
        for (int tick = Integer.parseInt(words[1]); tick > 0; tick--) {
            cluster.members.values().forEach(CoreCluster.Member::tick);
            deliver(message -> !cutOff.contains(message.from()) && !cutOff.contains(message.to()));
            cluster.inFlight.clear();
        }
    }

    private static void timeout(CoreCluster.Member member) {
        for (int tick = 0; tick <= 2 * CoreCluster.ELECTION_TICKS && member.node.role() == Role.FOLLOWER; tick++) {
            member.tick();
        }
    }

    private void change(String[] words) {
        List<io.quorate.raft.membership.Member> wantedVoters = nodes(option(words, "voters", "")).stream()
                .map(cluster::asMember)
                .toList();
        List<Learner> wantedLearners = nodes(option(words, "learners", "")).stream()
                .map(Scenario::withoutMark)
                .map(id -> new Learner(cluster.asMember(id), isMarked(words, id)))
                .toList();
        refusal = member(words[1])
                .change(new Membership(wantedVoters, wantedLearners))
                .map(why -> "refused: " + why)
                .orElse("");
    }

    private static NodeId withoutMark(NodeId marked) {
        return new NodeId(marked.value().replace("!", ""));
    }

    private static boolean isMarked(String[] words, NodeId learner) {
        return nodes(option(words, "learners", "")).contains(new NodeId(learner + "!"));
    }

    /** An election as the paper's figures have it: the named voters answer, nothing else arrives. */
    private void elect(String[] words) {
        CoreCluster.Member candidate = member(words[1]);
        long term = Long.parseLong(option(words, "term", "1"));
        List<NodeId> voters = nodes(option(words, "votes", ""));
        MemoryLog log = candidate.log;
        cluster.inFlight.clear();
        candidate.hardState = new HardState(term - 1, Optional.empty());
        candidate.restart();
        timeout(candidate);
        for (NodeId voter : voters) {
            candidate.step(new RaftMessage.PreVoteReply(voter, candidate.id, term, true));
        }
        cluster.inFlight.clear();
        for (NodeId voter : voters) {
            cluster.member(voter)
                    .step(new RaftMessage.VoteRequest(
                            candidate.id, voter, term, log.lastIndex(), log.lastTerm(), true));
        }
        deliver(message ->
                message.kind() == RaftMessage.Kind.VOTE_REPLY && message.to().equals(candidate.id));
        cluster.inFlight.removeIf(message -> message.kind() != RaftMessage.Kind.APPEND_REQUEST);
    }

    private void deliver(Predicate<RaftMessage> which) {
        for (int delivered = 0; delivered < DELIVERIES_MAX; delivered++) {
            int next = 0;
            while (next < cluster.inFlight.size() && !which.test(cluster.inFlight.get(next))) {
                next++;
            }
            if (next == cluster.inFlight.size()) {
                return;
            }
            cluster.deliver(next);
        }
        throw new IllegalStateException("still messages after " + DELIVERIES_MAX + " deliveries");
    }

    /** One message only, and not the answers to it: the oldest, or the newest. */
    private void deliverOne(Predicate<RaftMessage> which, boolean newest) {
        int found = -1;
        for (int i = 0; i < cluster.inFlight.size(); i++) {
            if (which.test(cluster.inFlight.get(i)) && (newest || found < 0)) {
                found = i;
            }
        }
        cluster.deliver(found);
    }

    private static Predicate<RaftMessage> between(String who) {
        if (who.equals("all")) {
            return message -> true;
        }
        if (who.contains("<->")) {
            String[] ends = who.split("<->", 2);
            return between(ends[0] + "->" + ends[1]).or(between(ends[1] + "->" + ends[0]));
        }
        if (who.contains("->")) {
            String[] ends = who.split("->", 2);
            return message -> message.from().value().equals(ends[0])
                    && message.to().value().equals(ends[1]);
        }
        return message ->
                message.from().value().equals(who) || message.to().value().equals(who);
    }

    private String changes(boolean everything) {
        List<String> lines = new ArrayList<>();
        for (CoreCluster.Member member : cluster.members.values()) {
            String now = member.describe();
            if (!now.equals(told.put(member.id, now)) || everything) {
                lines.add(now);
            }
            lines.addAll(member.said);
            member.said.clear();
        }
        return String.join("\n", lines);
    }

    private CoreCluster.Member member(String id) {
        return cluster.member(new NodeId(id));
    }

    private static void repeat(String[] words, int at, Runnable action) {
        int times = words.length > at ? Integer.parseInt(words[at]) : 1;
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static List<NodeId> nodes(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(",", -1)).map(NodeId::new).toList();
    }

    private static List<Long> terms(String log) {
        return log.isEmpty()
                ? List.of()
                : Arrays.stream(log.split(",", -1))
                        .map(entry -> Long.valueOf(entry.split("/", 2)[0]))
                        .toList();
    }

    private static String option(String[] words, String name, String otherwise) {
        return Arrays.stream(words)
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }
}
