package io.quorate.broker.filter;

import org.apache.rocketmq.filter.expression.BooleanExpression;
import org.apache.rocketmq.filter.expression.ComparisonExpression;
import org.apache.rocketmq.filter.expression.MQFilterException;
import org.apache.rocketmq.filter.parser.ParseException;
import org.apache.rocketmq.filter.parser.SelectorParser;

/**
 * RocketMQ's parser, of which we want that it reads all of the expression: by itself it stops at the first word that does not
 * go on with what came before, and takes {@code a = 1 ADN b = 2} for {@code a = 1}.
 */
final class SqlParser extends SelectorParser {
    private SqlParser(String expression) {
        super(expression);
    }

    static BooleanExpression parseAll(String expression) throws MQFilterException {
        // Properties are strings: they are compared to numbers as numbers. The parser takes this wish from its thread.
        ComparisonExpression.CONVERT_STRING_EXPRESSIONS.set(true);
        try {
            SqlParser parser = new SqlParser(expression);
            BooleanExpression parsed = parser.parse();
            if (parser.getNextToken().kind != EOF) {
                String rest = "it goes on with \"" + parser.token.image + "\" after its end";
                throw new MQFilterException("Invalid MessageSelector.", new ParseException(rest));
            }
            return parsed;
        } finally {
            ComparisonExpression.CONVERT_STRING_EXPRESSIONS.remove();
        }
    }
}
