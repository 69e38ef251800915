package io.quorate.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.config.NameServerConfig;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.DataVersion;
import io.quorate.protocol.body.RegisterBrokerBody;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.protocol.body.TopicConfigs;
import io.quorate.protocol.header.RegisterBrokerHeader;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingServer;
import io.quorate.remoting.RemotingServerConfig;
import io.quorate.remoting.RequestContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What NameServers hear of a broker, over real sockets. */
class NameServerRegistrationTest {
    private final IoLoops loops = new IoLoops("test", 1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RemotingClient client = new RemotingClient(
            RemotingClientConfig.defaults().withRetryBackoffMillisMax(10),
            loops,
            HandlerTable.builder().build());
    private final AtomicReference<Standing> standing = new AtomicReference<>(new Standing(true, 2, 1, 0));
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private RemotingServer nameServer;
    private NameServerRegistration registration;
    private volatile CountDownLatch answering = new CountDownLatch(0); // registrations are answered when it is open

    @BeforeEach
    void start() throws IOException {
        nameServer = startNameServer(0);
        NameServerConfig config = new NameServerConfig(
                List.of("127.0.0.1:1", "127.0.0.1:" + nameServer.port()), 30_000, 100, 10_000, 1000);
        registration = new NameServerRegistration(
                config,
                new NameServerRegistration.Identity("C", "b", "127.0.0.1:10911", "127.0.0.1:10912"),
                standing::get,
                () -> new TopicConfigs(
                        new DataVersion(standing.get().term(), 0, standing.get().topicVersion()),
                        Map.of("T", TopicConfig.of("T", 4))),
                client,
                timer,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        var unused = timer.scheduleWithFixedDelay(registration::tick, 0, 10, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        client.close();
        nameServer.close();
        loops.close();
    }

    @Test
    void aNodeRegistersShowsThatItLivesAndTellsOfItsChanges() throws Exception {
        // The other NameServer of the list is down all the time and holds up nothing.
        awaitHeard("register id=2 term=1 topics=[T]");
        awaitHeard("heartbeat id=2");
        standing.set(new Standing(true, 0, 7, 0));
        registration.changed();
        awaitHeard("register id=0 term=7 topics=[T]");
        standing.set(new Standing(true, 0, 7, 1));
        awaitHeard("register id=0 term=7 topics=[T]");
    }

    @Test
    void aNodeThatIsNoMemberIsInNoRoute() throws Exception {
        awaitHeard("register id=2 term=1 topics=[T]");
        standing.set(new Standing(false, 2, 1, 0));
        awaitHeard("goodbye id=2");
        heard.clear();
        standing.set(new Standing(true, 2, 3, 0));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("register id=2 term=3 topics=[T]");
    }

    @Test
    void aNameServerThatComesBackIsToldAnew() throws Exception {
        awaitHeard("register id=2 term=1 topics=[T]");
        int port = nameServer.port();
        nameServer.close();
        heard.clear();
        nameServer = startNameServer(port);
        awaitHeard("register id=2 term=1 topics=[T]");
    }

    @Test
    void anActionWaitsUntilTheNameServersKnowOfATopic() throws Exception {
        awaitHeard("register id=2 term=1 topics=[T]");
        answering = new CountDownLatch(1);
        standing.set(new Standing(true, 2, 1, 1));
        CountDownLatch done = new CountDownLatch(1);
        registration.afterAnnouncing(done::countDown);
        awaitHeard("register id=2 term=1 topics=[T]");
        assertThat(done.getCount()).isOne();
        answering.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anActionDoesNotWaitForANameServerThatNeverAnswers() throws Exception {
        awaitHeard("register id=2 term=1 topics=[T]");
        answering = new CountDownLatch(1);
        standing.set(new Standing(true, 2, 1, 1));
        CountDownLatch done = new CountDownLatch(1);
        registration.afterAnnouncing(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        answering.countDown();
    }

    @Test
    void aNodeThatLeavesSaysGoodbyeAndNothingAfterIt() throws Exception {
        awaitHeard("register id=2 term=1 topics=[T]");
        registration.goodbye().get(10, TimeUnit.SECONDS);
        awaitHeard("goodbye id=2");
        registration.changed();
        assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    private RemotingServer startNameServer(int port) throws IOException {
        HandlerTable handlers = HandlerTable.builder()
                .on(RequestCode.REGISTER_BROKER, this::register)
                .on(RequestCode.BROKER_HEARTBEAT, context -> hear(context, "heartbeat"))
                .on(RequestCode.UNREGISTER_BROKER, context -> hear(context, "goodbye"))
                .build();
        RemotingServer server = new RemotingServer(RemotingServerConfig.forClients("127.0.0.1", port), loops, handlers);
        server.start();
        return server;
    }

    private void register(RequestContext context) throws Exception {
        CountDownLatch open = answering; // as it was before the test can hear of this
        RegisterBrokerHeader header =
                RegisterBrokerHeader.decode(context.request().extFields());
        TopicConfigs topics =
                RegisterBrokerBody.decode(context.request().body()).topicConfigs();
        heard.add("register id=" + header.brokerId() + " term="
                + topics.dataVersion().stateVersion() + " topics="
                + topics.topics().keySet());
        var unused = CompletableFuture.runAsync(() -> {
            try {
                if (open.await(20, TimeUnit.SECONDS)) {
                    context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void hear(RequestContext context, String what) {
        heard.add(what + " id=" + context.request().field("brokerId"));
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
    }

    private void awaitHeard(String wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String last = "nothing";
        while (System.nanoTime() < deadline) {
            String next = heard.poll(100, TimeUnit.MILLISECONDS);
            if (wanted.equals(next)) {
                return;
            }
            last = next == null ? last : next;
        }
        throw new AssertionError("expected \"" + wanted + "\", heard last: " + last);
    }
}
