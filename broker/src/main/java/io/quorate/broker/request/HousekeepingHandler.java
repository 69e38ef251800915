package io.quorate.broker.request;

import io.quorate.broker.retention.LogRetention;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;

/** What operators start by hand at RocketMQ, on the node they send it to. */
final class HousekeepingHandler {
    private final LogRetention retention;

    HousekeepingHandler(LogRetention retention) {
        this.retention = retention;
    }

    /** DELETE_EXPIRED_COMMITLOG and TRIGGER_DELETE_FILES: what has expired goes now, whatever the hour. */
    void deleteExpired(RequestContext context) {
        retention.releaseExpired();
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    /**
     * CLEAN_EXPIRED_CONSUMEQUEUE and CLEAN_UNUSED_TOPIC. Queues go with the segments that hold them and with their topic: there
     * is never anything left over.
     */
    void nothingLeftOver(RequestContext context) {
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }
}
