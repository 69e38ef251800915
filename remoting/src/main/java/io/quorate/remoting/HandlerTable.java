package io.quorate.remoting;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which handler serves which request code. Immutable. */
public final class HandlerTable {
    private final Map<Integer, RequestHandler> byCode;
    private final RequestHandler otherwise;

    private HandlerTable(Map<Integer, RequestHandler> byCode, RequestHandler otherwise) {
        this.byCode = Map.copyOf(byCode);
        this.otherwise = otherwise;
    }

    public RequestHandler handlerOf(int code) {
        return byCode.getOrDefault(code, otherwise);
    }

    public Set<Integer> codes() {
        return byCode.keySet();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects handlers. Not thread-safe. */
    public static final class Builder {
        private static final int REQUEST_CODE_NOT_SUPPORTED = 3;

        private final Map<Integer, RequestHandler> byCode = new TreeMap<>();
        // The remark is RocketMQ's to the letter, leading space and all.
        private RequestHandler otherwise = context -> context.respond(
                REQUEST_CODE_NOT_SUPPORTED, " request type " + context.request().code() + " not supported");

        public Builder on(int code, RequestHandler handler) {
            if (byCode.putIfAbsent(code, handler) != null) {
                throw new IllegalArgumentException("request code " + code + " has two handlers");
            }
            return this;
        }

        /** Serves every code that has no handler; without it they get REQUEST_CODE_NOT_SUPPORTED. */
        public Builder otherwise(RequestHandler handler) {
            otherwise = handler;
            return this;
        }

        public HandlerTable build() {
            return new HandlerTable(byCode, otherwise);
        }
    }
}
