package io.quorate.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application of RocketMQ's Spring Boot starter: template, listeners, and a listener that decides transactions. */
class SpringBootTest {
    @RegisterExtension
    static final GroupExtension GROUP =
            new GroupExtension(Map.of("transactionTimeOut", "1000", "transactionCheckInterval", "2000"));

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void templateListenersAndTransactions() throws Exception {
        LocalGroup group = GROUP.group();
        Topics.create(group, "SpringOrders");
        Topics.create(group, "SpringTransactions");
        Path output = Files.createDirectories(group.dir().resolve("clients")).resolve("spring.out");
        try (JvmProcess process = OfficialClient.SPRING_2_3.startProgram(
                "io.quorate.chaos.spring.Orders",
                group.namesrvAddress(),
                output,
                List.of(
                        "--rocketmq.name-server=" + group.namesrvAddress(),
                        "--rocketmq.producer.group=spring-producers"))) {
            assertThat(process.awaitExit(TIMEOUT)).as(lastWords(process)).isTrue();
            assertThat(process.exitCode()).as(lastWords(process)).isZero();
            List<String> printed = process.outputTail(Integer.MAX_VALUE);
            assertThat(lines(printed, "SENT SEND_OK ")).containsExactlyElementsOf(numbered("order-", 1));
            assertThat(lines(printed, "RECEIVED order-")).hasSize(10).doesNotHaveDuplicates();
            assertThat(lines(printed, "RECEIVED "))
                    .as("orders, and what transactions committed, at once or when asked")
                    .containsAll(numbered("order-", 1))
                    .containsAll(numbered("transaction-", 2))
                    .hasSize(15);
            assertThat(lines(printed, "CHECKED ")).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static List<String> numbered(String prefix, int step) {
        return IntStream.range(0, 10)
                .filter(i -> i % step == 0)
                .mapToObj(i -> prefix + i)
                .toList();
    }

    private static List<String> lines(List<String> printed, String prefix) {
        return printed.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .collect(Collectors.toList());
    }

    private static String lastWords(JvmProcess process) {
        return String.join("\n", process.outputTail(30));
    }
}
