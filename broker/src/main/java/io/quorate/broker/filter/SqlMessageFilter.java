package io.quorate.broker.filter;

import io.quorate.protocol.message.MessageRecordView;
import java.util.Map;
import org.apache.rocketmq.filter.expression.EvaluationContext;
import org.apache.rocketmq.filter.expression.Expression;

/**
 * By an SQL92 expression over the properties, parsed and evaluated by RocketMQ's own library: what it says of a message is
 * what RocketMQ says.
 */
final class SqlMessageFilter implements MessageFilter {
    private final Expression expression; // immutable once parsed

    SqlMessageFilter(Expression expression) {
        this.expression = expression;
    }

    @Override
    public boolean mayMatch(long tagHash) {
        return true;
    }

    @Override
    public boolean needsRecord() {
        return true;
    }

    /** A property that is missing is NULL; what cannot be evaluated, or is no boolean, does not match. */
    @Override
    public boolean matches(MessageRecordView stored) {
        try {
            return Boolean.TRUE.equals(expression.evaluate(new Properties(stored)));
        } catch (Exception incomparable) {
            return false;
        }
    }

    @Override
    public String toString() {
        return expression.toString();
    }

    /** Looks up only what the expression asks for. */
    private record Properties(MessageRecordView stored) implements EvaluationContext {
        @Override
        public Object get(String name) {
            return stored.property(name).orElse(null);
        }

        /** Of no interest to expressions, which name what they want. */
        @Override
        public Map<String, Object> keyValues() {
            return Map.of();
        }
    }
}
