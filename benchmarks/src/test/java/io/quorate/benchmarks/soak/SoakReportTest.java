package io.quorate.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.benchmarks.soak.SoakReport.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakReportTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final Traffic GOOD = new Traffic(100, 100, 0, 0, 3, 0);

    private final SoakReport report = new SoakReport(new BrokerProbe.Limits(1024 * MEBIBYTE, 512 * MEBIBYTE), 10);

    private static BrokerSample broker(String node, long rssAnonMebibytes, long heapMebibytes) {
        long anon = rssAnonMebibytes * MEBIBYTE;
        long heap = heapMebibytes * MEBIBYTE;
        return new BrokerSample(node, anon, anon, 0, heap, heap, 8 * MEBIBYTE, 30, 80, 2, 0);
    }

    private void soak(int minutes, long mebibytesAMinute, Traffic atTheEnd) {
        for (int second = 10; second <= minutes * 60; second += 10) {
            long grown = mebibytesAMinute * second / 60;
            report.add(new SoakReport.Moment(
                    second, List.of(broker("n1", 400, 100), broker("n2", 400 + grown, 200)), atTheEnd));
        }
    }

    private List<String> failures() {
        return report.verdict().stream()
                .filter(finding -> !finding.good())
                .map(Finding::text)
                .toList();
    }

    @Test
    void steadyMemoryIsGood() {
        soak(10, 1, GOOD);

        assertThat(failures()).isEmpty();
    }

    @Test
    void oneBrokerThatGrowsFails() {
        soak(10, 20, GOOD);

        assertThat(failures())
                .singleElement()
                .asString()
                .startsWith("n2: RssAnon")
                .contains("+20.00 MiB a minute");
    }

    @Test
    void growthBeforeTheThirdMinuteIsWarmUp() {
        soak(3, 100, GOOD);

        assertThat(failures()).isEmpty();
    }

    @Test
    void heapAboveItsBoundFails() {
        report.add(new SoakReport.Moment(10, List.of(broker("n1", 2000, 1025)), GOOD));

        assertThat(failures()).containsExactly("heap used reached 1025 of 1024 MiB");
    }

    @Test
    void refusalsAreGoodButLossesAndFailedSendsAreNot() {
        soak(10, 0, new Traffic(100, 98, 0, 2, 3, 1));

        assertThat(failures())
                .containsExactly(
                        "100 sent, 3 refused, 1 failed otherwise",
                        "2 acknowledged and never consumed; 0 consumed more than once");
    }

    @Test
    void tableHasTheRangeOverAllBrokersOfEachMinute() {
        report.add(new SoakReport.Moment(
                30, List.of(broker("n1", 400, 100), broker("n2", 300, 200)), new Traffic(600, 540, 0, 60, 0, 0)));
        report.add(new SoakReport.Moment(60, List.of(broker("n1", 350, 50)), new Traffic(1200, 1200, 0, 0, 2, 0)));
        report.add(new SoakReport.Moment(70, List.of(broker("n1", 360, 60)), new Traffic(1300, 1300, 0, 0, 2, 1)));

        assertThat(report.table().lines().skip(2))
                .containsExactly(
                        "| 1 | 300–400 | 300–400 | 0–0 | 50–200 | 50–200 | 8–8 | 30–30 | 80–80 | 2–2 | 0–0 | 20 | 20 | 2 | 0 |",
                        "| 2 | 360–360 | 360–360 | 0–0 | 60–60 | 60–60 | 8–8 | 30–30 | 80–80 | 2–2 | 0–0 | 10 | 10 | 0 | 1 |");
    }
}
