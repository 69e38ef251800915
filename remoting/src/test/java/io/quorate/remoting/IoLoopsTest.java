package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import org.junit.jupiter.api.Test;

class IoLoopsTest {
    /** What it does to a connection needs a network that loses packets: {@code scripts/chaos.sh --scenario s7,s6}. */
    @Test
    void aConnectionEndsWhoseBytesNobodyConfirmsIfThatWasAskedFor() {
        assumeTrue(Epoll.isAvailable());
        try (IoLoops loops = new IoLoops("test", 1)) {
            Bootstrap patient = new Bootstrap();
            loops.limitUnconfirmed(patient, 0);
            assertThat(patient.config().options()).doesNotContainKey(EpollChannelOption.TCP_USER_TIMEOUT);
            Bootstrap limited = new Bootstrap();
            loops.limitUnconfirmed(limited, 5_000);
            assertThat(limited.config().options()).containsEntry(EpollChannelOption.TCP_USER_TIMEOUT, 5_000);
        }
    }
}
