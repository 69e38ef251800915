package io.quorate.namesrv;

import io.quorate.protocol.Fields;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.KvTable;
import io.quorate.protocol.header.KvHeader;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Reads and changes the key/value settings. */
final class KvConfigHandler {
    private final KvConfigStore keyValues;
    private final FileWork files;

    KvConfigHandler(KvConfigStore keyValues, FileWork files) {
        this.keyValues = keyValues;
        this.files = files;
    }

    void addTo(HandlerTable.Builder handlers) {
        handlers.on(RequestCode.PUT_KV_CONFIG, this::put)
                .on(RequestCode.GET_KV_CONFIG, this::get)
                .on(RequestCode.DELETE_KV_CONFIG, this::delete)
                .on(RequestCode.GET_KVLIST_BY_NAMESPACE, this::list);
    }

    private void put(RequestContext context) throws RequestException {
        KvHeader item = KvHeader.decode(context.request().extFields());
        files.answer(context, () -> store(item));
    }

    private RemotingCommand store(KvHeader item) throws IOException {
        boolean stored = keyValues.put(item.namespace(), item.key(), item.value());
        return stored
                ? RemotingCommand.response(ResponseCode.SUCCESS)
                : RemotingCommand.response(
                        ResponseCode.SYSTEM_ERROR,
                        "no room: at most " + KvConfigStore.ITEMS_MAX + " keys of at most "
                                + KvConfigStore.ITEM_CHARS_MAX + " characters are kept; delete some first");
    }

    private void delete(RequestContext context) throws RequestException {
        String namespace = namespace(context);
        String key = key(context);
        files.answer(context, () -> {
            keyValues.delete(namespace, key);
            return RemotingCommand.response(ResponseCode.SUCCESS);
        });
    }

    private void get(RequestContext context) throws RequestException {
        String namespace = namespace(context);
        String key = key(context);
        Optional<String> value = keyValues.get(namespace, key);
        if (value.isEmpty()) {
            context.respond(ResponseCode.QUERY_NOT_FOUND, "namespace " + namespace + " has no key " + key);
            return;
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).field("value", value.get()));
    }

    private void list(RequestContext context) throws RequestException {
        String namespace = namespace(context);
        Optional<Map<String, String>> values = keyValues.list(namespace);
        if (values.isEmpty()) {
            context.respond(ResponseCode.QUERY_NOT_FOUND, "there is no namespace " + namespace);
            return;
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(new KvTable(values.get()).encode()));
    }

    private static String namespace(RequestContext context) throws RequestException {
        return Fields.required(context.request().extFields(), "namespace");
    }

    private static String key(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        return Fields.required(fields, "key");
    }
}
