package io.quorate.broker.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.Unpooled;
import io.quorate.broker.state.IncomingMessage;
import io.quorate.broker.state.MessageProposal;
import io.quorate.broker.state.TestReplica;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.CheckClientConfig;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an expression makes of a stored message, and which are refused. */
class MessageFiltersTest {
    private static final String PROPERTIES =
            "a\u00017\u0002color\u0001blue\u0002price\u00013.5\u0002flag\u0001true\u0002TAGS\u0001TagA\u0002";

    private final MessageFilters filters = new MessageFilters(true);
    private TestReplica replica;
    private MessageRecordView stored;

    @BeforeEach
    void store() throws Exception {
        replica = new TestReplica();
        IncomingMessage message = new IncomingMessage(
                "T", 0, 0, 0, 1, TestReplica.BORN_HOST, 0, PROPERTIES, ByteBuffer.wrap(new byte[] {1, 2}));
        replica.commit(new MessageProposal(
                List.of(),
                replica.encoder().encode(message),
                replica.state().offsetAssigner(),
                (outcome, placement) -> {}));
        QueueView queue = replica.state().queues().find("T", 0).orElseThrow().view();
        stored = new MessageRecordView().wrap(replica.log().slice(queue.position(0), queue.sizeBytes(0)), 0);
        assertThat(stored.problem()).isNull();
    }

    @AfterEach
    void close() throws Exception {
        replica.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a > 5 AND color = 'blue' | true",
                "a > 7 | false",
                "a >= 7 | true",
                "a BETWEEN 0 AND 3 | false",
                "a NOT BETWEEN 0 AND 3 | true",
                "color IN ('red', 'blue') | true",
                "color NOT IN ('red', 'blue') | false",
                "color <> 'red' | true",
                "missing IS NULL | true",
                "missing IS NOT NULL | false",
                "missing = 'x' | false",
                "missing > 3 | false",
                "price < 3.75 | true",
                "flag = TRUE | true",
                "TAGS = 'TagA' | true",
                "(TAGS is not null and TAGS in ('TagA', 'TagB')) and (a is not null and a between 0 and 7) | true",
                "NOT (a > 5) | false",
                "color > 3 | false",
                "color CONTAINS 'lu' | true",
                "color STARTSWITH 'bl' OR a = 1 | true",
                "color ENDSWITH 'x' | false"
            })
    void anExpressionIsJudgedAsRocketMqDoes(String expression, boolean expected) throws RequestException {
        MessageFilter filter = filters.parse("SQL92", expression);
        assertThat(filter.mayMatch(0)).isTrue();
        assertThat(filter.needsRecord()).isTrue();
        assertThat(filter.matches(stored)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a > > 5",
                "",
                "a >",
                "color = 'blue",
                "5",
                "a = 7 ADN color = 'blue'",
                "a = 7) OR (a = 8",
                "a > 'x'",
                "color = 'blue' AND",
                "a IN (1, 2)",
                "a BETWEEN 9 AND 3",
                "a LIKE 'x%' ESCAPE"
            })
    void anExpressionThatDoesNotCompileIsRefusedWithTheReason(String expression) {
        for (int again = 0; again < 2; again++) {
            assertThatExceptionOfType(RequestException.class)
                    .isThrownBy(() -> filters.parse("SQL92", expression))
                    .withMessageContaining("does not compile")
                    .satisfies(refusal ->
                            assertThat(refusal.responseCode()).isEqualTo(ResponseCode.SUBSCRIPTION_PARSE_FAILED))
                    .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1));
        }
    }

    @Test
    void whatWouldTakeTooLongToParseIsRefusedUnparsed() throws RequestException {
        String deep = "(".repeat(MessageFilters.NESTING_MAX) + "a > 1" + ")".repeat(MessageFilters.NESTING_MAX);
        long startNanos = System.nanoTime();
        assertThat(filters.parse("SQL92", deep).matches(stored)).isTrue();
        StringBuilder wide = new StringBuilder("a = 7");
        while (wide.length() + 11 <= MessageFilters.EXPRESSION_CHARS_MAX) {
            wide.append(" AND (a=7)");
        }
        assertThat(filters.parse("SQL92", wide.toString()).matches(stored)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
        assertRefused("SQL92", "(" + deep + ")", ResponseCode.SUBSCRIPTION_PARSE_FAILED, "nested");
        assertRefused(
                "SQL92",
                "a = '" + "x".repeat(MessageFilters.EXPRESSION_CHARS_MAX) + "'",
                ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "characters");
    }

    @Test
    void sameExpressionIsParsedOnce() throws RequestException {
        MessageFilter filter = filters.parse("SQL92", "a > 5");
        assertThat(filters.parse("SQL92", new String("a > 5"))).isSameAs(filter);
    }

    @Test
    void tagsAreJudgedByTheirHashAndExactlyIfAsked() throws RequestException {
        MessageFilter filter = filters.parse("TAG", "TagA || TagB");
        assertThat(filter.needsRecord()).isFalse();
        assertThat(filter.mayMatch("TagA".hashCode())).isTrue();
        assertThat(filter.mayMatch("TagC".hashCode())).isFalse();
        assertThat(filter.matches(stored)).isTrue();
        assertThat(filters.parse("TAG", "TagB").matches(stored)).isFalse();
        assertThat(MessageFilter.ALL.matches(stored)).isTrue();
    }

    @Test
    void otherFiltersAreRefusedByName() throws RequestException {
        assertRefused("LUA", "x", ResponseCode.SYSTEM_ERROR, "LUA");
        SubscriptionData byClass = new SubscriptionData("T", "org.example.Filter", "TAG", Set.of(), Set.of(), 1, true);
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> filters.of(byClass))
                .withMessageContaining("class");
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> new MessageFilters(false).parse("SQL92", "a > 5"))
                .withMessageContaining("enablePropertyFilter")
                .satisfies(refusal -> assertThat(refusal.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR));
        assertThat(new MessageFilters(false).parse("TAG", "*").mayMatch(1)).isTrue();
    }

    @Test
    void whatClientsCheckAtTheirStartIsAFilter() throws Exception {
        String body =
                "{\"clientId\":\"192.0.2.10@1234\",\"group\":\"CG\",\"subscriptionData\":{\"classFilterMode\":false,"
                        + "\"codeSet\":[],\"expressionType\":\"SQL92\",\"subString\":\"a > 5 AND color = 'blue'\","
                        + "\"subVersion\":1700000000456,\"tagsSet\":[],\"topic\":\"TopicTest\"}}";
        SubscriptionData subscription = CheckClientConfig.decode(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8))
                .subscription();
        assertThat(filters.of(subscription).matches(stored)).isTrue();
    }

    private void assertRefused(String type, String expression, int code, String why) {
        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(() -> filters.parse(type, expression))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.responseCode()).isEqualTo(code));
    }
}
