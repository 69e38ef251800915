package io.quorate.remoting;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;

/** Makes a channel a connection of its endpoint. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private final Endpoint endpoint;

    ConnectionInitializer(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    protected void initChannel(Channel channel) {
        ConnectionLimits limits = endpoint.limits();
        ChannelPipeline pipeline = channel.pipeline();
        // Answers given during one burst of reads leave in one system call, and so do those queued by other threads.
        pipeline.addLast(
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        pipeline.addLast(new FrameDecoder(
                endpoint.name(), limits.frameBytesMax(), endpoint.peers(), endpoint.readsOnlyWhileWritable()));
        pipeline.addLast(new FrameEncoder(limits.frameBytesMax()));
        pipeline.addLast(new IdleStateHandler(0, 0, limits.idleCloseSeconds()));
        pipeline.addLast(new NettyConnection(channel, endpoint));
    }
}
