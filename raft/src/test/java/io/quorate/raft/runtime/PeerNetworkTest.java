package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Introduction.Standing;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.remoting.IoLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas' networks on loopback. */
class PeerNetworkTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final long SECONDS_MAX = 20;

    private final IoLoops loops = new IoLoops("test-peers", 1);
    private String here; // n1's address
    private String there; // where the other listens

    /** What a replica hears. */
    private static final class Ears implements PeerNetwork.Listener {
        final BlockingQueue<Introduction> introduced = new LinkedBlockingQueue<>();
        final BlockingQueue<Introduction> answered = new LinkedBlockingQueue<>();
        final BlockingQueue<Long> storageIds = new LinkedBlockingQueue<>(); // of those who sent a message
        final BlockingQueue<NodeId> lost = new LinkedBlockingQueue<>();

        @Override
        public void received(RaftMessage message, long storageId, ByteBuffer entries) {
            storageIds.add(storageId);
        }

        @Override
        public void lost(NodeId peer) {
            lost.add(peer);
        }

        @Override
        public long ticket() {
            return 0;
        }

        @Override
        public void answered(Introduction peer, long ticket) {
            answered.add(peer);
        }

        @Override
        public void introduced(Introduction peer) {
            introduced.add(peer);
        }

        static <T> T next(BlockingQueue<T> from) throws InterruptedException {
            T next = from.poll(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(next).as("heard within " + SECONDS_MAX + " s").isNotNull();
            return next;
        }
    }

    private final Ears ears = new Ears();
    private final Ears otherEars = new Ears();

    @BeforeEach
    void setUp() throws IOException {
        here = freeAddress();
        there = freeAddress();
    }

    @AfterEach
    void tearDown() {
        loops.close();
    }

    @Test
    void messagesComeWithTheDiskOfTheirSenderAndAStrangerIsAnswered() throws Exception {
        try (PeerNetwork first = network(N1, 11, here, Optional.empty(), ears);
                PeerNetwork second = network(N2, 12, there, Optional.empty(), otherEars)) {
            second.start();
            first.follow(Map.of(N2, there));
            first.start();
            assertThat(Ears.next(ears.answered).storageId()).isEqualTo(12);
            assertThat(Ears.next(otherEars.introduced).node()).isEqualTo(N1);
            first.send(new RaftMessage.TimeoutNow(N1, N2, 1), List.of());
            assertThat(Ears.next(otherEars.storageIds)).isEqualTo(11);
            // n2 was not told to keep a link to n1; it has one since n1 came, or it could not answer.
            assertThat(Ears.next(otherEars.answered).node()).isEqualTo(N1);
            second.send(new RaftMessage.TimeoutNow(N2, N1, 1), List.of());
            assertThat(Ears.next(ears.storageIds)).isEqualTo(12);
        }
    }

    @Test
    void anAddressThatAnotherNodeTookIsNotTakenForTheOldOne() throws Exception {
        try (PeerNetwork first = network(N1, 11, here, Optional.empty(), ears);
                PeerNetwork second = network(N3, 13, there, Optional.empty(), otherEars)) {
            second.start();
            first.follow(Map.of(N2, there));
            first.start();
            assertThat(Ears.next(otherEars.introduced).node()).isEqualTo(N1); // n1 came, and was told who is there
            assertThat(Ears.next(otherEars.lost)).as("and left").isEqualTo(N1);
            first.send(new RaftMessage.TimeoutNow(N1, N2, 1), List.of());
            assertThat(ears.answered).noneMatch(each -> each.node().equals(N2));
            assertThat(otherEars.storageIds).isEmpty();
        }
    }

    @Test
    void whoListensSomewhereCanBeAsked() throws Exception {
        try (PeerNetwork first = network(N1, 11, here, Optional.empty(), ears);
                PeerNetwork second = network(N3, 13, there, Optional.empty(), otherEars)) {
            second.start();
            first.start();
            assertThat(first.ask(there).get(SECONDS_MAX, TimeUnit.SECONDS).node())
                    .isEqualTo(N3);
            assertThatThrownBy(() -> first.ask(here).get(SECONDS_MAX, TimeUnit.SECONDS))
                    .hasMessageContaining("two nodes of a group need two ids");
        }
    }

    @Test
    void groupsOfOneNameThatWereFormedApartDoNotMix() throws Exception {
        Membership ours = new Membership(List.of(new Member(N1, 11, here)), List.of());
        Membership theirs = new Membership(List.of(new Member(N2, 12, there)), List.of());
        try (PeerNetwork first = network(N1, 11, here, Optional.of(ours), ears);
                PeerNetwork second = network(N2, 12, there, Optional.of(theirs), otherEars)) {
            second.start();
            first.start();
            assertThatThrownBy(() -> first.ask(there).get(SECONDS_MAX, TimeUnit.SECONDS))
                    .hasMessageContaining("another group of the same name");
        }
    }

    private PeerNetwork network(NodeId node, long storageId, String address, Optional<Membership> record, Ears heard) {
        Introduction fresh =
                new Introduction(node, storageId, address, Standing.FRESH, List.of(N1, N2), Optional.empty());
        PeerGreeting greeting = new PeerGreeting(
                new PeerIdentity("c", "g", node, "s"),
                () -> record.map(fresh::formed).orElse(fresh));
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new PeerNetwork(greeting, "127.0.0.1", port, loops, heard, request -> {});
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + free.getLocalPort();
        }
    }
}
