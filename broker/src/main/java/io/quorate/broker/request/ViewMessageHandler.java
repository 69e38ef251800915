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
 * leader of its time, which may follow by now. What is applied here is answered at once, leader or no leader; only before
 * "there is none" the group is asked, for the message may be on its way to this replica.
 */
final class ViewMessageHandler implements RequestHandler {
    private final MessageLookup lookup;
    private final RequestHandler whenCurrent;

    /** @param reads lets a request see all that was acknowledged before it came */
    ViewMessageHandler(MessageLookup lookup, ReadGate reads) {
        this.lookup = lookup;
        this.whenCurrent = reads.guard(this::answerOrRefuse);
    }

    @Override
    public void handle(RequestContext context) throws Exception {
        Optional<ByteBuffer> record = lookup.byPosition(position(context));
        if (record.isPresent()) {
            answer(context, record.get());
        } else {
            whenCurrent.handle(context);
        }
    }

    private void answerOrRefuse(RequestContext context) throws RequestException {
        long position = position(context);
        ByteBuffer record = lookup.byPosition(position)
                .orElseThrow(() ->
                        new RequestException(ResponseCode.SYSTEM_ERROR, "no message starts at position " + position));
        answer(context, record);
    }

    private static long position(RequestContext context) throws RequestException {
        return Fields.requiredLong(context.request().extFields(), "offset");
    }

    private static void answer(RequestContext context, ByteBuffer record) {
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(Unpooled.wrappedBuffer(record)));
    }
}
