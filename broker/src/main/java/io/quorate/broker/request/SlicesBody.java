package io.quorate.broker.request;

import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quorate.commitlog.LogSlice;
import java.nio.ByteBuffer;
import java.util.List;

/** The body of an answer that lies in the log: closes the slices when it is written, or will not be. */
final class SlicesBody extends CompositeByteBuf {
    private final List<LogSlice> slices;

    SlicesBody(List<LogSlice> slices) {
        super(UnpooledByteBufAllocator.DEFAULT, true, Math.max(1, slices.size()));
        this.slices = slices;
        slices.forEach(slice -> addComponent(true, Unpooled.wrappedBuffer(slice.bytes())));
    }

    /** @param held what keeps those parts alive that lie in the log */
    SlicesBody(List<ByteBuffer> parts, List<LogSlice> held) {
        super(UnpooledByteBufAllocator.DEFAULT, true, Math.max(1, parts.size()));
        this.slices = held;
        parts.forEach(part -> addComponent(true, Unpooled.wrappedBuffer(part)));
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        slices.forEach(LogSlice::close);
    }
}
