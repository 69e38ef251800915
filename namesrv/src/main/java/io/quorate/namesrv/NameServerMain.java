package io.quorate.namesrv;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
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

/** The name server as a process. Exit code 1 when it cannot run, 2 for a bad command line, 143 (Java's) after SIGTERM. */
@Command(
        name = "namesrv",
        mixinStandardHelpOptions = true,
        versionProvider = NameServerMain.Version.class,
        description = "Tells clients where topics are. Stops on SIGTERM.")
public final class NameServerMain implements Callable<Integer> {
    private static final int CANNOT_RUN = 1;
    /** Longer than all bounded waits of a stop together. */
    private static final int STOP_SECONDS_MAX = 30;

    private static final Logger LOG = LoggerFactory.getLogger(NameServerMain.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "properties file; without it every setting has its default")
    private Path configFile;

    @Option(
            names = {"-p", "--print-config"},
            description = "print all settings and exit")
    private boolean printConfig;

    @Option(
            names = {"-n", "--namesrvAddr"},
            hidden = true,
            description = "taken for the sake of old scripts; name servers do not know each other")
    private String ignoredAddress;

    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        flushLog();
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return new CommandLine(new NameServerMain());
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            NameServerConfig config =
                    configFile == null ? NameServerConfig.of(Map.of()) : NameServerConfig.read(configFile);
            if (printConfig) {
                print(spec.commandLine().getOut(), config.toText().stripTrailing());
                return 0;
            }
            if (ignoredAddress != null) {
                LOG.info("-n {} has no effect: name servers do not know each other", ignoredAddress);
            }
            serve(config);
            return 0;
        } catch (ConfigException | IOException cannotRun) {
            // The console has it from the line below; a log folder is where it is looked for later.
            if (System.getProperty("quorate.log.dir") != null) {
                LOG.error("not started: {}", cannotRun.getMessage());
            }
            print(spec.commandLine().getErr(), cannotRun.getMessage());
            return CANNOT_RUN;
        }
    }

    private void serve(NameServerConfig config) throws ConfigException, IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (NameServer server = new NameServer(config)) {
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(asked, stopped), "namesrv-stop"));
            // Third-party images and scripts look for the words "boot success".
            String words = "The Name Server boot success. serializeType=JSON, address " + config.bindAddress() + ":"
                    + server.port();
            print(spec.commandLine().getOut(), words);
            LOG.info(words);
            asked.await();
        }
        LOG.info("stopped");
        stopped.countDown();
    }

    /** Runs when the process was told to end: lets the main thread close everything, and flushes the log last. */
    private static void stop(CountDownLatch asked, CountDownLatch stopped) {
        asked.countDown();
        try {
            if (!stopped.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("ended without waiting any longer for a clean stop");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        flushLog();
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
            Properties built = new Properties();
            try (InputStream in = NameServerMain.class.getResourceAsStream("version.properties")) {
                built.load(in);
            }
            return new String[] {"Quorate name server " + built.getProperty("version")};
        }
    }
}
