package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.chaos.official.OrderedPops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker of pops finds what is planted, and nothing in what is only unusual. */
class PopHistoryTest {
    private static final String ORDERED = "t" + OrderedPops.ORDERED;

    /** All else that a complete history has: acknowledged at once. */
    private static List<String[]> with(String... lines) {
        List<String[]> facts = new ArrayList<>();
        for (String line : lines) {
            facts.add(line.split(" ", -1));
        }
        for (int i = 0; i < OrderedPops.COUNT; i++) {
            if (i > 3) {
                facts.add(new String[] {"POPPED", ORDERED, "0", "" + i, "9000", "0"});
                facts.add(new String[] {"ACKED", ORDERED, "0", "" + i});
            }
            for (String topic : List.of(ORDERED, "t" + OrderedPops.BATCHES)) {
                facts.add(new String[] {"POPPED", topic, "1", "" + i, "9000", "0"});
                facts.add(new String[] {"ACKED", topic, "1", "" + i});
            }
        }
        return facts;
    }

    private static String popped(int queueOffset, int millis, int times) {
        return "POPPED " + ORDERED + " 0 " + queueOffset + " " + millis + " " + times;
    }

    private static String acked(int queueOffset) {
        return "ACKED " + ORDERED + " 0 " + queueOffset;
    }

    @Test
    void forgottenAndUnansweredAndPartlyAcknowledgedIsFine() {
        PopHistory history = PopHistory.of(with(
                popped(0, 1000, 0),
                popped(1, 1000, 0),
                popped(2, 1000, 0),
                acked(0),
                popped(1, 3000, 1),
                popped(2, 3000, 1),
                acked(1),
                "UNKNOWN " + ORDERED + " 0 2",
                popped(3, 3100, 0),
                acked(3)));
        assertThat(history.violations()).isEmpty();
        assertThat(history.redeliveredCount()).isEqualTo(2);
    }

    @Test
    void plantedFaultsAreFound() {
        assertThat(PopHistory.of(with(popped(0, 1000, 0), acked(0), popped(0, 4000, 1), popped(1, 4000, 0)))
                        .violations())
                .anyMatch(each -> each.contains("0 popped at 4000 had been acknowledged"));
        assertThat(PopHistory.of(with(popped(0, 1000, 0), popped(0, 2999, 1))).violations())
                .anyMatch(each -> each.contains("was hidden since 1000"));
        assertThat(PopHistory.of(with(popped(0, 1000, 0), popped(0, 3000, 0))).violations())
                .anyMatch(each -> each.contains("reconsumeTimes 0 after 0"));
        assertThat(PopHistory.of(with(popped(0, 1000, 0), popped(1, 1100, 0))).violations())
                .anyMatch(each -> each.contains("1 popped before 0 was acknowledged"));
        assertThat(PopHistory.of(with(popped(1, 1000, 0), acked(1))).violations())
                .anyMatch(each -> each.contains("1 popped before 0"))
                .anyMatch(each -> each.contains("messages came"));
        assertThat(PopHistory.of(with(popped(0, 1000, 0))).violations())
                .anyMatch(each -> each.contains("0 was never acknowledged"));
    }
}
