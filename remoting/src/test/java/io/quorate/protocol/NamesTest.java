package io.quorate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"T", "a-b_C%9|x", "%RETRY%g", "TBW102"})
    void legalTopics(String topic) {
        assertThat(Names.topicProblem(topic)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b", "a b", "a/b", "ä", "a\n"})
    void illegalTopics(String topic) {
        assertThat(Names.topicProblem(topic)).isNotNull();
        assertThat(Names.groupProblem(topic)).isNotNull();
    }

    @Test
    void lengthLimitsDependOnTheKindOfName() {
        assertThat(Names.topicProblem("t".repeat(127))).isNull();
        assertThat(Names.topicProblem("t".repeat(128))).contains("128").contains("127");
        assertThat(Names.groupProblem("g".repeat(120))).isNull();
        assertThat(Names.groupProblem("g".repeat(121))).contains("120");
        String longest = Names.retryTopic("g".repeat(255 - Names.RETRY_PREFIX.length()));
        assertThat(Names.topicProblem(longest)).isNull();
        assertThat(Names.topicProblem(longest + "g")).contains("255");
        assertThat(Names.topicProblem(Names.dlqTopic("g".repeat(200)))).isNull();
    }

    @Test
    void remarkShowsNoControlCharactersAndNoEndlessNames() {
        assertThat(Names.topicProblem("a\r\nb" + "c".repeat(1000)))
                .doesNotContain("\r")
                .doesNotContain("\n")
                .hasSizeLessThan(200);
    }

    @Test
    void reservedTopics() {
        assertThat(Names.isSystemTopic("TBW102")).isTrue();
        assertThat(Names.isSystemTopic("rmq_sys_anything")).isTrue();
        assertThat(Names.isSystemTopic("T")).isFalse();
        assertThat(Names.isSystemTopic("c1", "c1", "broker-a")).isTrue();
        assertThat(Names.isSystemTopic("broker-a", "c1", "broker-a")).isTrue();
        assertThat(Names.isSystemTopic("c1_REPLY_TOPIC", "c1", "broker-a")).isTrue();
        assertThat(Names.isSystemTopic("c2_REPLY_TOPIC", "c1", "broker-a")).isFalse();
    }

    @Test
    void topicsOnlyTheBrokerWritesToAreNotSendable() {
        assertThat(Names.isSendable("SCHEDULE_TOPIC_XXXX")).isFalse();
        assertThat(Names.isSendable("RMQ_SYS_TRANS_HALF_TOPIC")).isFalse();
        assertThat(Names.isSendable("TBW102")).isTrue();
        assertThat(Names.isSendable("BenchmarkTest")).isTrue();
        assertThat(Names.isSendable("RMQ_SYS_TRACE_TOPIC")).isTrue();
    }

    @Test
    void groupAndItsTopics() {
        assertThat(Names.retryTopic("g")).isEqualTo("%RETRY%g");
        assertThat(Names.dlqTopic("g")).isEqualTo("%DLQ%g");
        assertThat(Names.groupOfRetryTopic("%RETRY%g")).isEqualTo("g");
        assertThat(Names.isSystemGroup("TOOLS_CONSUMER")).isTrue();
        assertThat(Names.isSystemGroup("CID_RMQ_SYS_x")).isTrue();
        assertThat(Names.isSystemGroup("g")).isFalse();
    }
}
