package io.quorate.broker.request;

import io.netty.buffer.Unpooled;
import io.quorate.broker.read.MessageLookup;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import io.quorate.remoting.RequestHandler;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * VIEW_MESSAGE_BY_ID: one message by its position in the log, on any replica. The address in a message's id is that of the
 * leader of its time, which may follow by now.
 */
final class ViewMessageHandler implements RequestHandler {
    private final MessageLookup lookup;

    ViewMessageHandler(MessageLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public void handle(RequestContext context) throws RequestException {
        long position = Fields.requiredLong(context.request().extFields(), "offset");
        Optional<ByteBuffer> record = lookup.byPosition(position);
        if (record.isEmpty()) {
            throw new RequestException(ResponseCode.SYSTEM_ERROR, "no message starts at position " + position);
        }
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(Unpooled.wrappedBuffer(record.get())));
    }
}
