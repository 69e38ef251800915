package io.quorate.chaos.fault;

import io.quorate.chaos.NodeStatus;
import io.quorate.chaos.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** In which terms somebody began to lead, by the nodes' own logs. */
public final class TermsLed {
    private static final Pattern LEADS = Pattern.compile(" term=(\\d+) role=LEADER ");

    private final Cluster cluster;
    private final long firstTerm;
    private final Map<String, Integer> firstLines = new HashMap<>();

    /** From now on, not counting the present leader's. */
    TermsLed(Cluster cluster) {
        this.cluster = cluster;
        // Lines first: a leader who begins in between may be missed, but one of the past is not counted.
        cluster.nodes().forEach(node -> firstLines.put(node, cluster.sabotage().logLines(node)));
        this.firstTerm = cluster.leader().map(NodeStatus::term).orElse(0L);
    }

    /** So far. */
    Set<Long> since() {
        return cluster.nodes().stream()
                .flatMap(node -> cluster.sabotage().logFrom(node, firstLines.get(node)).stream())
                .flatMapToLong(TermsLed::in)
                .filter(term -> term > firstTerm)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a line of a log says of that: a term, or nothing. The same term may be told of more than once. */
    public static LongStream in(String line) {
        return Stream.of(LEADS.matcher(line)).filter(Matcher::find).mapToLong(found -> Long.parseLong(found.group(1)));
    }
}
