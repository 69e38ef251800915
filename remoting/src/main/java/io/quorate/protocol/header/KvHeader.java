package io.quorate.protocol.header;

import io.quorate.protocol.Fields;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;

/** Header of PUT_KV_CONFIG. */
public record KvHeader(String namespace, String key, String value) {
    public static KvHeader decode(ExtFields fields) throws RequestException {
        return new KvHeader(
                Fields.required(fields, "namespace"), Fields.required(fields, "key"), Fields.required(fields, "value"));
    }

    public void encode(ExtFields fields) {
        fields.put("namespace", namespace).put("key", key).put("value", value);
    }
}
