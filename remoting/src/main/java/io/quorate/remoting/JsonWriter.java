package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes JSON tokens straight into a buffer. */
final class JsonWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final ByteBuf out;

    JsonWriter(ByteBuf out) {
        this.out = out;
    }

    /** Text that is ASCII and needs no escapes. */
    JsonWriter ascii(String text) {
        ByteBufUtil.writeAscii(out, text);
        return this;
    }

    JsonWriter number(int value) {
        long rest = value;
        if (rest < 0) {
            out.writeByte('-');
            rest = -rest;
        }
        long unit = 1;
        while (unit * 10 <= rest) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            out.writeByte((int) ('0' + rest / unit % 10));
        }
        return this;
    }

    JsonWriter string(String text) {
        out.writeByte('"');
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                plain(text, plainFrom, i);
                escape(c);
                plainFrom = i + 1;
            }
        }
        plain(text, plainFrom, text.length());
        out.writeByte('"');
        return this;
    }

    private void plain(String text, int from, int to) {
        if (from < to) {
            ByteBufUtil.reserveAndWriteUtf8(out, text, from, to, ByteBufUtil.utf8MaxBytes(to - from));
        }
    }

    private void escape(char c) {
        out.writeByte('\\');
        if (c >= ' ') {
            out.writeByte(c);
            return;
        }
        out.writeByte('u').writeByte('0').writeByte('0');
        out.writeByte(HEX[c >> 4]).writeByte(HEX[c & 15]);
    }
}
