package io.quorate.simulation.check;

/**
 * C5: a value stands at one place. Where clients retry on their own and the product does not promise to recognise it, the number of
 * violations is a figure and not a verdict.
 */
public final class DuplicateCheck {
    private DuplicateCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C5 duplicate");
        for (SentValue value : index.values()) {
            if (value.places.size() > 1) {
                Place a = value.places.get(0);
                Place b = value.places.get(1);
                String detail = value.value + " at " + a.queue + " " + a.offset + " and " + b.queue + " " + b.offset;
                findings.add(Anomaly.DUPLICATE, detail, a.toldBy, b.toldBy);
            }
        }
        return findings.verdict();
    }
}
