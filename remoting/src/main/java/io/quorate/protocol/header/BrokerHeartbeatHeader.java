package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/**
 * Header of BROKER_HEARTBEAT, which only says that a registered broker lives.
 *
 * @param brokerId -1 if absent
 * @param heartbeatTimeoutMillis 0 if absent
 */
public record BrokerHeartbeatHeader(
        String clusterName,
        String brokerName,
        String brokerAddr,
        long brokerId,
        long epoch,
        long maxOffset,
        long confirmOffset,
        long heartbeatTimeoutMillis) {
    public static BrokerHeartbeatHeader decode(ExtFields fields) throws RequestException {
        return new BrokerHeartbeatHeader(
                Fields.required(fields, "clusterName"),
                Fields.required(fields, "brokerName"),
                Fields.required(fields, "brokerAddr"),
                Fields.longOr(fields, "brokerId", -1),
                Fields.longOr(fields, "epoch", 0),
                Fields.longOr(fields, "maxOffset", 0),
                Fields.longOr(fields, "confirmOffset", 0),
                Fields.longOr(fields, "heartbeatTimeoutMills", 0));
    }

    public void encode(ExtFields fields) {
        fields.put("clusterName", clusterName)
                .put("brokerName", brokerName)
                .put("brokerAddr", brokerAddr)
                .put("brokerId", brokerId)
                .put("epoch", epoch)
                .put("maxOffset", maxOffset)
                .put("confirmOffset", confirmOffset)
                .put("heartbeatTimeoutMills", heartbeatTimeoutMillis);
    }
}
