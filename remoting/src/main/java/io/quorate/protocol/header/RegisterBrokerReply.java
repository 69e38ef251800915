package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;

/**
 * Ext fields of the answer to REGISTER_BROKER, both "" unless a follower registers while the leader is live.
 */
public record RegisterBrokerReply(String masterAddr, String haServerAddr) {
    public static RegisterBrokerReply decode(ExtFields fields) {
        return new RegisterBrokerReply(Fields.optional(fields, "masterAddr"), Fields.optional(fields, "haServerAddr"));
    }

    public void encode(ExtFields fields) {
        fields.put("masterAddr", masterAddr).put("haServerAddr", haServerAddr);
    }
}
