package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/** Header of UNREGISTER_BROKER and of QUERY_DATA_VERSION: one broker process. Its brokerId is 0 while it leads. */
public record BrokerHeader(String clusterName, String brokerName, String brokerAddr, long brokerId) {
    public static BrokerHeader decode(ExtFields fields) throws RequestException {
        return new BrokerHeader(
                Fields.required(fields, "clusterName"),
                Fields.required(fields, "brokerName"),
                Fields.required(fields, "brokerAddr"),
                Fields.requiredLong(fields, "brokerId"));
    }

    public void encode(ExtFields fields) {
        fields.put("clusterName", clusterName)
                .put("brokerName", brokerName)
                .put("brokerAddr", brokerAddr)
                .put("brokerId", brokerId);
    }
}
