package io.quorate.remoting;

/** Serves one family of requests. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Called on the connection's I/O loop: must not block. May answer later, from any thread. The request's body is
     * released when this returns: retain or copy what is needed longer. A {@link RequestException} becomes the answer it
     * names; any other exception becomes SYSTEM_ERROR with its text, and a log line.
     */
    void handle(RequestContext context) throws Exception;
}
