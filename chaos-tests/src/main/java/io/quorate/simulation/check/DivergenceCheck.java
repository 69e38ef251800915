package io.quorate.simulation.check;

/** C1: an offset of a queue holds one value, whoever tells of it and when. */
public final class DivergenceCheck {
    private DivergenceCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C1 divergence");
        for (QueueFacts queue : index.queues()) {
            for (int i = 1; i < queue.places.size(); i++) {
                Place a = queue.places.get(i - 1);
                Place b = queue.places.get(i);
                if (a.offset == b.offset) {
                    String detail = queue.name + " " + a.offset + " holds " + a.sent.value + " and " + b.sent.value;
                    findings.add(Anomaly.DIVERGENCE, detail, a.toldBy, b.toldBy);
                }
            }
        }
        return findings.verdict();
    }
}
