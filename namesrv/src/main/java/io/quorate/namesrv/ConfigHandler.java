package io.quorate.namesrv;

import io.quorate.protocol.Remarks;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and changes the settings of this server. */
final class ConfigHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigHandler.class);

    private final LiveConfig config;
    private final FileWork files;

    ConfigHandler(LiveConfig config, FileWork files) {
        this.config = config;
        this.files = files;
    }

    void addTo(HandlerTable.Builder handlers) {
        handlers.on(RequestCode.GET_NAMESRV_CONFIG, this::show)
                .on(RequestCode.UPDATE_NAMESRV_CONFIG, this::update)
                .on(RequestCode.GET_CLIENT_CONFIG, this::showSome);
    }

    private void show(RequestContext context) {
        byte[] text = config.current().toText().getBytes(StandardCharsets.UTF_8);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(text));
    }

    /** Of the settings those the body names; what is none of ours is left out. */
    private void showSome(RequestContext context) throws RequestException {
        Set<String> asked = Set.copyOf(JsonObject.parse(context.request().body(), "GetRemoteClientConfigBody")
                .texts("keys"));
        StringBuilder text = new StringBuilder();
        config.current().toMap().forEach((key, value) -> {
            if (asked.contains(key)) {
                text.append(key).append('=').append(value).append('\n');
            }
        });
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void update(RequestContext context) throws RequestException {
        Map<String, String> asked = parse(context.request().body().toString(StandardCharsets.UTF_8));
        Map<String, String> changes = new TreeMap<>();
        for (Map.Entry<String, String> entry : asked.entrySet()) {
            Optional<ConfigKey> key = ConfigKey.named(entry.getKey());
            if (isProtected(entry.getKey(), key, entry.getValue())) {
                throw new RequestException(
                        ResponseCode.NO_PERMISSION,
                        entry.getKey() + " is read at start only: change it in the configuration file and restart");
            } else if (key.isPresent()) {
                changes.put(entry.getKey(), entry.getValue());
            } else {
                LOG.info("setting {} was sent and has no effect here", Remarks.shortened(entry.getKey()));
            }
        }
        files.answer(context, () -> apply(changes));
    }

    /** Tools may send back all they were shown, so a fixed key may be there as long as it keeps its value. */
    private boolean isProtected(String name, Optional<ConfigKey> key, String value) {
        if (name.equals("configBlackList")
                || name.equals(ConfigKey.CONFIG_STORE_PATH.text())
                || name.equals(ConfigKey.KV_CONFIG_PATH.text())) {
            return true;
        }
        return key.isPresent()
                && !key.get().changeable()
                && !value.trim().equals(config.current().toMap().get(name));
    }

    private RemotingCommand apply(Map<String, String> changes) throws IOException, RequestException {
        try {
            config.change(changes);
            return RemotingCommand.response(ResponseCode.SUCCESS);
        } catch (ConfigException unusable) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, unusable.getMessage());
        }
    }

    private static Map<String, String> parse(String text) throws RequestException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "the body is not Java properties text: " + malformed.getMessage());
        }
        Map<String, String> parsed = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> parsed.put(key, properties.getProperty(key)));
        return parsed;
    }
}
