package io.quorate.broker.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.TagFilter;
import io.quorate.protocol.body.SubscriptionData;
import io.quorate.remoting.RequestException;
import org.apache.rocketmq.filter.expression.MQFilterException;

/**
 * Makes filters of what consumers write, and keeps parsed expressions: pulls with the expression in them come by the
 * thousand. Any thread.
 */
public final class MessageFilters {
    /** Longer expressions are refused: parsing and evaluating take stack and time by their length. */
    static final int EXPRESSION_CHARS_MAX = 8192;

    /** Of parentheses. Over it an expression is refused: parsing looks ahead, and takes longer with each level. */
    static final int NESTING_MAX = 16;

    /** Expressions kept parsed, those used least go first: they are parsed anew. */
    static final int PARSED_MAX = 1000;

    /** What became of an expression; the failure is kept, too. */
    private record Parsed(MessageFilter filter, String failure) {}

    private final boolean sqlEnabled;
    private final Cache<String, Parsed> parsed = Caffeine.newBuilder()
            .maximumSize(PARSED_MAX)
            .executor(Runnable::run)
            .build();

    /** @param sqlEnabled whether there are filters other than by tag */
    public MessageFilters(boolean sqlEnabled) {
        this.sqlEnabled = sqlEnabled;
    }

    /**
     * The filter of a subscription.
     *
     * @throws RequestException why such a subscription cannot be served
     */
    public MessageFilter of(SubscriptionData subscription) throws RequestException {
        if (subscription.classFilterMode()) {
            throw byClass();
        }
        return subscription.isTag()
                ? MessageFilter.ofTags(subscription.tagFilter())
                : parse(subscription.expressionType(), subscription.subString());
    }

    /**
     * The filter that an expression means.
     *
     * @throws RequestException SUBSCRIPTION_PARSE_FAILED if it does not compile, SYSTEM_ERROR if there is no such filter here
     */
    public MessageFilter parse(String expressionType, String expression) throws RequestException {
        if (SubscriptionData.TAG.equals(expressionType)) {
            return MessageFilter.ofTags(TagFilter.parse(expression));
        }
        if (!SubscriptionData.SQL92.equals(expressionType)) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "there is no filter type " + Remarks.shortened(expressionType) + ", use TAG or SQL92");
        }
        if (!sqlEnabled) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "the broker does not support consumers to filter messages by SQL92: enablePropertyFilter=false");
        }
        checkSize(expression);
        Parsed result = parsed.get(expression, MessageFilters::parseSql);
        if (result.filter == null) {
            throw refused(expression, result.failure);
        }
        return result.filter;
    }

    /** For a pull or subscription that asks for a filter class. */
    public static RequestException byClass() {
        return new RequestException(
                ResponseCode.SYSTEM_ERROR,
                "filters by class are not supported: no code of clients runs in the broker; use TAG or SQL92");
    }

    private static void checkSize(String expression) throws RequestException {
        if (expression.length() > EXPRESSION_CHARS_MAX) {
            throw refused(
                    expression,
                    "it has " + expression.length() + " characters, at most " + EXPRESSION_CHARS_MAX + " may be");
        }
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            depth += switch (expression.charAt(i)) {
                case '(' -> 1;
                case ')' -> -1;
                default -> 0;
            };
            if (depth > NESTING_MAX) {
                throw refused(expression, "its parentheses are nested deeper than " + NESTING_MAX);
            }
        }
    }

    private static Parsed parseSql(String expression) {
        try {
            return new Parsed(new SqlMessageFilter(SqlParser.parseAll(expression)), null);
        } catch (MQFilterException e) {
            return new Parsed(null, reason(e));
        }
    }

    /** The parser's own words, on one line. */
    private static String reason(MQFilterException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("it is no expression");
    }

    private static RequestException refused(String expression, String why) {
        return new RequestException(
                ResponseCode.SUBSCRIPTION_PARSE_FAILED,
                "the SQL92 expression \"" + Remarks.shortened(expression) + "\" does not compile: " + why);
    }
}
