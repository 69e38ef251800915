package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.util.Optional;

/**
 * Header of REGISTER_BROKER.
 *
 * @param brokerAddr {@code ip:port} that clients can reach
 * @param brokerId 0 while it leads
 * @param haServerAddr "" if absent, but RocketMQ's name server insists on one
 * @param heartbeatTimeoutMillis how long it may be silent, 0 if absent
 * @param enableActingMaster empty for a broker older than RocketMQ 5
 * @param compressed the body is in the compressed form
 * @param bodyCrc32 checksum of the body as sent, 0 for none
 */
public record RegisterBrokerHeader(
        String clusterName,
        String brokerName,
        String brokerAddr,
        long brokerId,
        String haServerAddr,
        long heartbeatTimeoutMillis,
        Optional<Boolean> enableActingMaster,
        boolean compressed,
        int bodyCrc32) {
    public static RegisterBrokerHeader decode(ExtFields fields) throws RequestException {
        return new RegisterBrokerHeader(
                Fields.required(fields, "clusterName"),
                Fields.required(fields, "brokerName"),
                Fields.required(fields, "brokerAddr"),
                Fields.requiredLong(fields, "brokerId"),
                Fields.optional(fields, "haServerAddr"),
                Fields.longOr(fields, "heartbeatTimeoutMillis", 0),
                fields.find("enableActingMaster").map(Boolean::parseBoolean),
                Fields.flagOr(fields, "compressed", false),
                Fields.intOr(fields, "bodyCrc32", 0));
    }

    public void encode(ExtFields fields) {
        fields.put("clusterName", clusterName)
                .put("brokerName", brokerName)
                .put("brokerAddr", brokerAddr)
                .put("brokerId", brokerId)
                .put("haServerAddr", haServerAddr)
                .put("compressed", compressed)
                .put("bodyCrc32", bodyCrc32);
        if (heartbeatTimeoutMillis != 0) {
            fields.put("heartbeatTimeoutMillis", heartbeatTimeoutMillis);
        }
        enableActingMaster.ifPresent(enabled -> fields.put("enableActingMaster", enabled));
    }
}
