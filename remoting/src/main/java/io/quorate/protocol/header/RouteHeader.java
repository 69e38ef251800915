package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of GET_ROUTEINFO_BY_TOPIC.
 *
 * @param acceptStandardJsonOnly the client cannot read bare integers as keys
 */
public record RouteHeader(String topic, boolean acceptStandardJsonOnly) {
    public static RouteHeader decode(ExtFields fields) throws RequestException {
        return new RouteHeader(
                Fields.required(fields, "topic"), Fields.flagOr(fields, "acceptStandardJsonOnly", false));
    }

    public void encode(ExtFields fields) {
        fields.put("topic", topic).put("acceptStandardJsonOnly", acceptStandardJsonOnly);
    }
}
