package io.quorate.broker.request;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A topic's attributes, and the text by which tools change them: {@code +message.type=FIFO,-reserve.time}. */
final class TopicAttributes {
    private static final Map<String, Predicate<String>> KNOWN = Map.of(
            "message.type", Set.of("NORMAL", "FIFO", "DELAY", "TRANSACTION", "MIXED", "UNSPECIFIED")::contains,
            "cleanup.policy", Set.of("DELETE")::contains,
            "queue.type", Set.of("SimpleCQ")::contains,
            "reserve.time", value -> value.matches("-?[0-9]{1,18}"));

    private TopicAttributes() {}

    /** The attributes after the change. */
    static Map<String, String> change(Map<String, String> before, String text) throws RequestException {
        Map<String, String> after = new TreeMap<>(before);
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                changeOne(after, part.strip());
            }
        }
        return after;
    }

    private static void changeOne(Map<String, String> attributes, String part) throws RequestException {
        int equals = part.indexOf('=');
        if (part.startsWith("-") && equals < 0) {
            check(part, part.substring(1), value -> true, "");
            attributes.remove(part.substring(1));
        } else if (part.startsWith("+") && equals > 1) {
            String name = part.substring(1, equals);
            String value = part.substring(equals + 1);
            check(part, name, KNOWN.getOrDefault(name, unknown -> false), value);
            attributes.put(name, value);
        } else {
            throw refuse(part, "write +name=value or -name");
        }
    }

    private static void check(String part, String name, Predicate<String> values, String value)
            throws RequestException {
        if (!KNOWN.containsKey(name)) {
            throw refuse(part, "known are " + String.join(", ", new TreeMap<>(KNOWN).keySet()));
        }
        if (!values.test(value)) {
            throw refuse(part, "this value is not supported");
        }
    }

    private static RequestException refuse(String part, String remedy) {
        return new RequestException(
                ResponseCode.SYSTEM_ERROR, "the topic attribute \"" + part + "\" cannot be used: " + remedy);
    }
}
