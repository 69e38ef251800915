package io.quorate.broker.request;

import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a handler away from the loop that brought the request, with the same care as that loop takes. */
final class HandlerCall {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

    /** What is done for a request. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    private HandlerCall() {}

    @SuppressWarnings("IllegalCatch") // a handler's mistake must answer its request, not stop the loop or the timer
    static void serve(RequestContext request, Action action) {
        try {
            action.run();
        } catch (RequestException e) {
            request.respond(e.responseCode(), e.getMessage());
        } catch (MissingIndexException e) {
            request.respond(ResponseCode.SYSTEM_BUSY, e.getMessage());
        } catch (Exception e) {
            LOG.warn("request {} from {} failed", request.request().code(), request.clientAddress(), e);
            request.respond(ResponseCode.SYSTEM_ERROR, e.toString());
        }
    }
}
