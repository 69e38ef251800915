package io.quorate.protocol.body;

import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;

/** Whether a topic's messages may carry several tags; legacy, all topics have SINGLE_TAG. */
public enum TopicFilterType {
    SINGLE_TAG,
    MULTI_TAG;

    public static TopicFilterType parse(String name) throws RequestException {
        for (TopicFilterType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new RequestException(
                ResponseCode.INVALID_PARAMETER,
                "the topic filter type is \"" + Remarks.shortened(name) + "\", expected SINGLE_TAG or MULTI_TAG");
    }
}
