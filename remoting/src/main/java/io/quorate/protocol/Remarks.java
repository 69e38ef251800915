package io.quorate.protocol;

/** Text that others wrote, made fit for a remark or a log line: bounded, without control characters. */
public final class Remarks {
    private static final int SHOWN_CHARS_MAX = 64;

    private Remarks() {}

    public static String shortened(String text) {
        int shown = Math.min(text.length(), SHOWN_CHARS_MAX);
        StringBuilder fit = new StringBuilder(shown + 3);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            fit.append(Character.isISOControl(c) ? '?' : c);
        }
        return shown < text.length() ? fit.append("...").toString() : fit.toString();
    }
}
