package io.quorate.remoting;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of a server.
 *
 * @param certPath PEM certificate chain; without it TLS is not spoken
 * @param keyPath its PKCS#8 private key in PEM form, not encrypted
 */
public record TlsConfig(TlsMode mode, Optional<Path> certPath, Optional<Path> keyPath) {
    public TlsConfig {
        if (mode != TlsMode.DISABLED && (certPath.isEmpty() || keyPath.isEmpty())) {
            throw new IllegalArgumentException(
                    "TLS mode " + mode
                            + " has no certificate or no key; set tls.server.certPath and tls.server.keyPath, or mode disabled");
        }
    }

    public static TlsConfig disabled() {
        return new TlsConfig(TlsMode.DISABLED, Optional.empty(), Optional.empty());
    }

    public static TlsConfig of(TlsMode mode, Path certPath, Path keyPath) {
        return new TlsConfig(mode, Optional.of(certPath), Optional.of(keyPath));
    }

    /** Empty when disabled. */
    Optional<SslContext> serverContext() throws IOException {
        if (mode == TlsMode.DISABLED) {
            return Optional.empty();
        }
        Path cert = certPath.orElseThrow();
        Path key = keyPath.orElseThrow();
        try {
            return Optional.of(
                    SslContextBuilder.forServer(cert.toFile(), key.toFile()).build());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("no TLS from certificate " + cert + " and key " + key + ": " + e.getMessage(), e);
        }
    }

    /**
     * A client's side, trusting what {@code trustPath} signed. Names are not compared with the certificate: brokers are
     * known by the addresses a NameServer gave, and certificates seldom carry these.
     */
    static SslContext clientContext(Path trustPath) {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(trustPath.toFile())
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException("no trusted certificates in " + trustPath + ": " + e.getMessage(), e);
        }
    }
}
