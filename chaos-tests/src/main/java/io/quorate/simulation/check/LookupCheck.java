package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Lookup;
import io.quorate.simulation.check.Operation.Name;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was acknowledged is found by its key and by its id, that message and no other, whenever somebody asks. */
public final class LookupCheck {
    private LookupCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C2 found by key and id");
        Map<Name, Set<String>> found = new EnumMap<>(Name.class);
        int answers = 0;
        for (Name name : Name.values()) {
            found.put(name, new HashSet<>());
        }
        for (Operation operation : index.history().operations()) {
            if (operation instanceof Lookup lookup && lookup.call().isOk()) {
                answers++;
                check(lookup, keptIfAcknowledged(index, index.valueIfAny(lookup.value())), findings);
                found.get(lookup.by()).add(lookup.value());
            }
        }
        for (SentValue sent : index.values()) {
            found.forEach((name, values) -> {
                if (!values.contains(sent.value) && keptIfAcknowledged(index, sent) != null) {
                    findings.add(Anomaly.NEVER_LOOKED_UP, "by " + name, sent.send);
                }
            });
        }
        return findings.verdict(answers + " answers");
    }

    /** null if nobody was promised that it is there: it was not acknowledged, or retention may have taken it. */
    private static SentValue keptIfAcknowledged(HistoryIndex index, SentValue sent) {
        if (sent == null || sent.send == null || !sent.send.call().isOk()) {
            return null;
        }
        boolean kept = sent.places.stream()
                .allMatch(place -> place.offset >= index.queueIfAny(place.queue).keptFrom());
        return kept ? sent : null;
    }

    private static void check(Lookup lookup, SentValue kept, Findings findings) {
        boolean there = false;
        for (SeenRecord record : lookup.records()) {
            if (!record.value().equals(lookup.value()) || !record.intact()) {
                findings.add(Anomaly.OTHER_FOUND, record.value(), lookup);
            }
            there |= record.value().equals(lookup.value());
        }
        boolean promised = kept != null
                && kept.send.call().completedNanos() < lookup.call().invokedNanos();
        if (promised && !there) {
            findings.add(Anomaly.NOT_FOUND, "by " + lookup.by(), kept.send, lookup);
        }
    }
}
