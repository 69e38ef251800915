package io.quorate.protocol.json;

/**
 * Turns keys that are objects, as in {@code {{"queueId":0}:5}}, into strings holding their JSON, so that a JSON parser
 * can go on. Text that is broken in other ways comes out broken.
 */
final class ObjectKeys {
    private final String text;
    private final StringBuilder out;
    private int at;

    private ObjectKeys(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length() + 64);
    }

    static String quoted(String text) {
        return new ObjectKeys(text).rewrite();
    }

    /** Copies token by token; an object that begins where a key is expected is copied escaped. */
    private String rewrite() {
        // Bit d: whether the container at depth d (mod 64) is an object. Deeper text is refused by the parser anyway.
        long objects = 0;
        int depth = 0;
        boolean keyExpected = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> {
                    int end = stringEnd(at);
                    out.append(text, at, end);
                    at = end;
                    keyExpected = false;
                    continue;
                }
                case '{' -> {
                    if (keyExpected) {
                        appendKey();
                        keyExpected = false;
                        continue;
                    }
                    objects |= bit(++depth);
                    keyExpected = true;
                }
                case '[' -> {
                    objects &= ~bit(++depth);
                    keyExpected = false;
                }
                case '}', ']' -> {
                    depth--;
                    keyExpected = false;
                }
                case ',' -> keyExpected = (objects & bit(depth)) != 0;
                case ':' -> keyExpected = false;
                default -> {
                    // Whitespace, numbers, literals: copied below, and no key that matters.
                }
            }
            out.append(c);
            at++;
        }
        return out.toString();
    }

    private void appendKey() {
        int end = objectEnd(at);
        out.append('"');
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
        at = end;
    }

    private int objectEnd(int from) {
        int depth = 0;
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"') {
                i = stringEnd(i);
                continue;
            }
            i++;
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Index behind the string that begins at {@code from}. */
    private int stringEnd(int from) {
        int i = from + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
            i++;
        }
        return text.length();
    }

    private static long bit(int depth) {
        return 1L << depth;
    }
}
