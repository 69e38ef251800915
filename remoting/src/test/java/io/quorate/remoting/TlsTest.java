package io.quorate.remoting;

import static io.quorate.remoting.Loopback.LONG;
import static io.quorate.remoting.Loopback.NO_HANDLERS;
import static io.quorate.remoting.Loopback.addressOf;
import static io.quorate.remoting.Loopback.failure;
import static io.quorate.remoting.Loopback.get;
import static io.quorate.remoting.Loopback.serverConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.remoting.RemotingException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Plain and TLS on one port, told apart by the first byte. The certificate is made for this test alone. */
@ExtendWith(LeakWatch.class)
class TlsTest {
    private static final Path CERT = Path.of("src/test/resources/tls/cert.pem");
    private static final Path KEY = Path.of("src/test/resources/tls/key.pem");
    private static final int ECHO = 1;

    private final Loopback loopback = new Loopback();
    private final HandlerTable handlers = HandlerTable.builder()
            .on(
                    ECHO,
                    context -> context.respond(RemotingCommand.response(0)
                            .body(context.request().body().retain())))
            .build();
    private final RemotingClientConfig plain = RemotingClientConfig.defaults();
    private final RemotingClientConfig tls = plain.withTlsTrustPath(CERT);

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void aPermissivePortSpeaksBoth() throws Exception {
        RemotingServer server = serve(TlsMode.PERMISSIVE);
        for (RemotingClientConfig config : new RemotingClientConfig[] {plain, tls}) {
            byte[] body = new byte[100_000];
            body[99_999] = 9;
            RemotingCommand request = RemotingCommand.request(ECHO).body(body);
            RemotingCommand response =
                    get(loopback.client(config, NO_HANDLERS).invoke(addressOf(server), request, LONG));
            assertThat(Frames.bodyOf(response)).isEqualTo(body);
        }
    }

    @Test
    void anEnforcingPortClosesPlainConnections() throws Exception {
        RemotingServer server = serve(TlsMode.ENFORCING);
        RemotingCommand request = RemotingCommand.request(ECHO);
        try (LogWatch log = new LogWatch(TlsDetector.class)) {
            RemotingException failure =
                    failure(loopback.client(plain, NO_HANDLERS).invoke(addressOf(server), request, LONG));
            assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_CLOSED);
            assertThat(log.lines()).hasSize(1);
        }
        assertThat(get(loopback.client(tls, NO_HANDLERS).invoke(addressOf(server), RemotingCommand.request(ECHO), LONG))
                        .code())
                .isZero();
    }

    @Test
    void aPlainPortClosesHandshakes() throws Exception {
        RemotingServer server = loopback.serve(handlers);
        try (LogWatch log = new LogWatch(FrameDecoder.class)) {
            RemotingException failure = failure(
                    loopback.client(tls, NO_HANDLERS).invoke(addressOf(server), RemotingCommand.request(ECHO), LONG));
            assertThat(failure.reason()).isEqualTo(Reason.CONNECT_FAILED);
            assertThat(failure).hasMessageContaining("TLS handshake");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void missingOrUnreadableCertificatesAreNamed(@TempDir Path dir) throws Exception {
        assertThatThrownBy(
                        () -> new TlsConfig(TlsMode.PERMISSIVE, java.util.Optional.empty(), java.util.Optional.of(KEY)))
                .hasMessageContaining("tls.server.certPath");
        Path junk = Files.writeString(dir.resolve("junk.pem"), "junk");
        RemotingServer server = new RemotingServer(
                serverConfig().withTls(TlsConfig.of(TlsMode.PERMISSIVE, junk, KEY)), loopback.loops(), handlers);
        assertThatThrownBy(server::start).isInstanceOf(IOException.class).hasMessageContaining(junk.toString());
        assertThatThrownBy(() -> loopback.client(plain.withTlsTrustPath(dir.resolve("absent.pem")), NO_HANDLERS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("absent.pem");
    }

    private RemotingServer serve(TlsMode mode) throws IOException {
        return loopback.serve(serverConfig().withTls(TlsConfig.of(mode, CERT, KEY)), handlers);
    }
}
