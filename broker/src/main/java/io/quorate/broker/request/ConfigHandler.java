package io.quorate.broker.request;

import io.quorate.broker.config.ConfigException;
import io.quorate.broker.config.LiveConfig;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** GET_BROKER_CONFIG and UPDATE_BROKER_CONFIG, on the node they are sent to: tools send a change to each. */
final class ConfigHandler {
    private final LiveConfig config;
    private final Executor worker;
    private final long startMillis = System.currentTimeMillis();

    /** @param worker may wait for the disk */
    ConfigHandler(LiveConfig config, Executor worker) {
        this.config = config;
        this.worker = worker;
    }

    void show(RequestContext context) {
        RemotingCommand response = RemotingCommand.response(ResponseCode.SUCCESS)
                .field(
                        "version",
                        "{\"counter\":" + config.changeCount() + ",\"stateVersion\":0,\"timestamp\":" + startMillis
                                + "}");
        context.respond(response.body(config.current().describe().getBytes(StandardCharsets.UTF_8)));
    }

    /** All of the keys or none. Unlike RocketMQ, which keeps what it does not know, a key without effect is refused. */
    void update(RequestContext context) throws RequestException {
        Map<String, String> asked = parse(context.request().body().toString(StandardCharsets.UTF_8));
        if (asked.isEmpty()) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "no setting was sent: the body holds key=value lines");
        }
        for (Map.Entry<String, String> each : asked.entrySet()) {
            Optional<String> refusal = config.refusal(each.getKey(), each.getValue());
            if (refusal.isPresent()) {
                throw new RequestException(ResponseCode.NO_PERMISSION, refusal.get());
            }
        }
        try {
            worker.execute(() -> HandlerCall.serve(context, () -> change(context, asked)));
        } catch (RejectedExecutionException full) {
            throw new RequestException(
                    ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST] too much else waits for the disk, try again");
        }
    }

    private void change(RequestContext context, Map<String, String> asked) throws RequestException {
        try {
            config.change(asked);
        } catch (ConfigException unusable) {
            throw new RequestException(ResponseCode.INVALID_PARAMETER, unusable.getMessage());
        } catch (IOException notKept) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "nothing was changed, for it cannot be kept: " + notKept);
        }
        context.respond(ResponseCode.SUCCESS, "in force on this node, also after a restart");
    }

    private static Map<String, String> parse(String text) throws RequestException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "the body is not Java properties text: " + malformed.getMessage());
        }
        Map<String, String> asked = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> asked.put(name, properties.getProperty(name).strip()));
        return asked;
    }
}
