package io.quorate.remoting;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The I/O threads of a process, shared by its servers and clients, which must be closed first. */
public final class IoLoops implements AutoCloseable {
    private static final int CLOSE_MILLIS_MAX = 5_000;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group;

    /** @param name of the threads: {@code name-1}, {@code name-2}, ... */
    public IoLoops(String name, int threadCount) {
        ConnectionLimits.require("I/O thread count", threadCount, 1, 1024);
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = work -> new FastThreadLocalThread(work, name + "-" + number.incrementAndGet());
        group = new MultiThreadIoEventLoopGroup(threadCount, threads, handlers);
    }

    /** As many threads as processors: they never block. */
    public IoLoops(String name) {
        this(name, Runtime.getRuntime().availableProcessors());
    }

    public EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannelType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> channelType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Of what is sent over such a connection nothing may stay unconfirmed for longer. Without epoll it has to wait for the system. */
    void limitUnconfirmed(Bootstrap outgoing, int millisMax) {
        if (epoll && millisMax > 0) {
            outgoing.option(EpollChannelOption.TCP_USER_TIMEOUT, millisMax);
        }
    }

    /** Waits for the threads to end, a bounded time; not to be called from one of them. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }
}
