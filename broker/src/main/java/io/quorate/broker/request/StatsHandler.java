package io.quorate.broker.request;

import io.quorate.broker.stats.MessageStats;
import io.quorate.broker.stats.Sums;
import io.quorate.broker.stats.TrafficSums;
import io.quorate.protocol.Fields;
import io.quorate.protocol.Remarks;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;

/** VIEW_BROKER_STATS_DATA: the traffic of one topic or group in the last minute, hour and day. Tools read an error as none. */
final class StatsHandler implements RequestHandler {
    private final MessageStats stats;

    StatsHandler(MessageStats stats) {
        this.stats = stats;
    }

    @Override
    public void handle(RequestContext context) throws RequestException {
        ExtFields fields = context.request().extFields();
        String name = Fields.required(fields, "statsName");
        String key = Fields.required(fields, "statsKey");
        TrafficSums found = stats.find(name, key)
                .orElseThrow(() -> new RequestException(
                        ResponseCode.SYSTEM_ERROR,
                        "nothing was counted as " + Remarks.shortened(name) + " of " + Remarks.shortened(key)));
        JsonWriter json = new JsonWriter().beginObject();
        write(json, "statsDay", found.day());
        write(json, "statsHour", found.hour());
        write(json, "statsMinute", found.minute());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().toBytes()));
    }

    private static void write(JsonWriter json, String name, Sums sums) {
        json.key(name)
                .beginObject()
                .member("avgpt", sums.perCall())
                .member("sum", sums.sum())
                .member("tps", sums.perSecond())
                .endObject();
    }
}
