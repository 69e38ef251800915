package io.quorate.broker;

import ch.qos.logback.classic.LoggerContext;
import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.ConfigException;
import io.quorate.broker.config.ConfigKey;
import io.quorate.broker.config.LiveConfig;
import io.quorate.raft.InvariantViolation;
import io.quorate.raft.StorageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The broker as a process. Exit code 0 after SIGTERM, 1 when it cannot start, 2 for a bad command line, a {@link
 * StorageFailure}'s own (70 and up) when the machine fails it, 75 when it found itself wrong.
 */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        versionProvider = BrokerMain.Version.class,
        description = "Stores and delivers messages, as one replica of a group. Stops on SIGTERM.")
public final class BrokerMain implements Callable<Integer> {
    private static final int CANNOT_START = 1;
    private static final int INVARIANT_BROKEN = 75;
    private static final int FAILED_OTHERWISE = 76;
    private static final int STOP_MARGIN_MILLIS = 30_000; // for closing, on top of what a departure may take

    private static final Logger LOG = LoggerFactory.getLogger(BrokerMain.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "properties file; without it every setting has its default")
    private Path configFile;

    @Option(
            names = {"-n", "--namesrvAddr"},
            paramLabel = "ADDRESSES",
            description = "name servers, host:port;host:port; overrides the file")
    private String nameServers;

    @Option(
            names = {"-p", "--print-config"},
            description = "print all settings, those changed at run time included, and exit")
    private boolean printConfig;

    public static void main(String[] args) {
        try {
            int exitCode = commandLine().execute(args);
            flushLog();
            System.exit(exitCode);
        } catch (Error broken) {
            // Threads may be running by now: without this the process would stay, doing nothing.
            die(broken);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new BrokerMain());
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            BrokerConfig config = config();
            if (printConfig) {
                String inForce = LiveConfig.open(config).current().describe();
                print(spec.commandLine().getOut(), inForce.stripTrailing());
                return 0;
            }
            config.remarks().forEach(LOG::info);
            serve(config);
            return 0;
        } catch (ConfigException | IOException | IllegalArgumentException cannotStart) {
            LOG.error("not started: {}", cannotStart.getMessage());
            print(spec.commandLine().getErr(), cannotStart.getMessage());
            return CANNOT_START;
        } catch (StorageFailure failure) {
            LOG.error("not started, reason={}: {}", failure.reason(), failure.getMessage());
            LOG.debug("not started", failure);
            print(spec.commandLine().getErr(), failure.getMessage());
            return failure.reason().exitCode();
        }
    }

    private BrokerConfig config() throws IOException {
        Properties overrides = new Properties();
        if (nameServers != null) {
            overrides.setProperty(ConfigKey.NAME_SERVERS.keyName(), nameServers);
        }
        Properties fallbacks = new Properties();
        Optional.ofNullable(System.getProperty("rocketmq.namesrv.addr"))
                .or(() -> Optional.ofNullable(System.getenv("NAMESRV_ADDR")))
                .ifPresent(address -> fallbacks.setProperty(ConfigKey.NAME_SERVERS.keyName(), address));
        percentFromSystem(ConfigKey.DISK_FORCIBLY_PERCENT, fallbacks);
        percentFromSystem(ConfigKey.DISK_WARNING_PERCENT, fallbacks);
        return configFile == null
                ? BrokerConfig.of(fallbacks, overrides)
                : BrokerConfig.load(configFile, fallbacks, overrides);
    }

    /** RocketMQ reads these as fractions, -Drocketmq.broker.diskSpaceWarningLevelRatio=0.90. */
    private static void percentFromSystem(ConfigKey key, Properties fallbacks) {
        String name = "rocketmq.broker." + key.keyName();
        String text = System.getProperty(name);
        if (text == null) {
            return;
        }
        try {
            fallbacks.setProperty(key.keyName(), Long.toString(Math.round(100 * Double.parseDouble(text))));
        } catch (NumberFormatException e) {
            throw new ConfigException("-D" + name, text, "give a fraction, as in 0.90.");
        }
    }

    private void serve(BrokerConfig config) throws IOException, StorageFailure, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Broker broker = new Broker(config, LocalReplica::open, Version.text(), BrokerMain::die)) {
            broker.start();
            long patienceMillis = (long) config.shutdown().transferMillis()
                    + config.shutdown().drainMillis()
                    + STOP_MARGIN_MILLIS;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(asked, stopped, patienceMillis), "broker-stop"));
            // Third-party images and scripts look for the words "boot success".
            String words = "The broker[" + config.group().group() + ", "
                    + config.network().advertisedAddress() + "] boot success. serializeType=JSON and name server is "
                    + String.join(";", config.nameServers().addresses());
            print(spec.commandLine().getOut(), words);
            LOG.info("{}", words);
            asked.await();
            new Departure(broker).run();
        } finally {
            stopped.countDown();
        }
        LOG.info("node={} stopped", config.node());
    }

    /** Runs when the process was told to end: the main thread leaves in order, then the process ends with code 0. */
    private static void stop(CountDownLatch asked, CountDownLatch stopped, long patienceMillis) {
        asked.countDown();
        try {
            if (!stopped.await(patienceMillis, TimeUnit.MILLISECONDS)) {
                LOG.warn("ended without waiting any longer for a clean stop");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        flushLog();
        // The JVM would report the signal; who asked for an orderly stop and got one wants 0.
        Runtime.getRuntime().halt(0);
    }

    /** The replica stopped taking part. Nothing is left to do in order: what was acknowledged is on disk. */
    private static void die(Throwable failure) {
        int exitCode = exitCode(failure);
        LOG.error("this node cannot go on, exitCode={}: {}", exitCode, failure.getMessage(), failure);
        flushLog();
        Runtime.getRuntime().halt(exitCode);
    }

    static int exitCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageFailure storage) {
                return storage.reason().exitCode();
            }
            if (cause instanceof InvariantViolation) {
                return INVARIANT_BROKEN;
            }
        }
        return FAILED_OTHERWISE;
    }

    private static void flushLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.stop();
        }
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    /** The version this was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"Quorate broker " + text()};
        }

        static String text() throws IOException {
            Properties built = new Properties();
            try (InputStream in = BrokerMain.class.getResourceAsStream("version.properties")) {
                built.load(in);
            }
            return built.getProperty("version");
        }
    }
}
