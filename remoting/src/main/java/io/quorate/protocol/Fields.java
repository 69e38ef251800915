package io.quorate.protocol;

import io.quorate.remoting.ExtFields;
import io.quorate.remoting.RequestException;
import java.util.Optional;

/**
 * Typed reading of a command's ext fields. What is missing or unparsable is refused with {@link
 * ResponseCode#SYSTEM_ERROR}, as RocketMQ does, unless the caller names another code; the remark names the field, its
 * value and what was expected.
 */
public final class Fields {
    private Fields() {}

    public static String required(ExtFields fields, String name) throws RequestException {
        return required(fields, name, ResponseCode.SYSTEM_ERROR);
    }

    public static String required(ExtFields fields, String name, int responseCode) throws RequestException {
        String value = fields.get(name);
        if (value == null) {
            throw new RequestException(responseCode, "the field " + name + " is missing, it is required");
        }
        return value;
    }

    /** The value, or "" where absent. */
    public static String optional(ExtFields fields, String name) {
        String value = fields.get(name);
        return value == null ? "" : value;
    }

    public static Optional<String> find(ExtFields fields, String name) {
        return fields.find(name);
    }

    public static int requiredInt(ExtFields fields, String name) throws RequestException {
        return requiredInt(fields, name, ResponseCode.SYSTEM_ERROR);
    }

    public static int requiredInt(ExtFields fields, String name, int responseCode) throws RequestException {
        return parseInt(name, required(fields, name, responseCode), responseCode);
    }

    public static int intOr(ExtFields fields, String name, int otherwise) throws RequestException {
        String value = fields.get(name);
        return value == null ? otherwise : parseInt(name, value, ResponseCode.SYSTEM_ERROR);
    }

    public static long requiredLong(ExtFields fields, String name) throws RequestException {
        return requiredLong(fields, name, ResponseCode.SYSTEM_ERROR);
    }

    public static long requiredLong(ExtFields fields, String name, int responseCode) throws RequestException {
        return parseLong(name, required(fields, name, responseCode), responseCode);
    }

    public static long longOr(ExtFields fields, String name, long otherwise) throws RequestException {
        String value = fields.get(name);
        return value == null ? otherwise : parseLong(name, value, ResponseCode.SYSTEM_ERROR);
    }

    /** True for "true" in any case; anything else present is false, as every RocketMQ server reads it. */
    public static boolean flagOr(ExtFields fields, String name, boolean otherwise) {
        String value = fields.get(name);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }

    private static int parseInt(String name, String value, int responseCode) throws RequestException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw unparsable(name, value, "a 32-bit decimal number", responseCode);
        }
    }

    private static long parseLong(String name, String value, int responseCode) throws RequestException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw unparsable(name, value, "a 64-bit decimal number", responseCode);
        }
    }

    private static RequestException unparsable(String name, String value, String expected, int responseCode) {
        return new RequestException(
                responseCode, "the field " + name + " is \"" + Remarks.shortened(value) + "\", expected " + expected);
    }
}
