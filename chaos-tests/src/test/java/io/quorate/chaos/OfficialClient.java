package io.quorate.chaos;

import io.quorate.chaos.official.Facts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of {@code io.quorate.chaos.official} with one release of the RocketMQ client and its own libraries. */
enum OfficialClient {
    V5_5("rocketmq-client-5.5"),
    V4_9("rocketmq-client-4.9"),
    /** The 5.5 client with mqadmin and the examples. */
    TOOLS_V5_5("rocketmq-tools-5.5"),
    /** RocketMQ's Spring Boot starter, with an application of that module. */
    SPRING_2_3("rocketmq-spring-2.3");

    /** How the client writes the headers of its requests. */
    enum HeaderCodec {
        JSON,
        ROCKETMQ
    }

    private final String module;

    OfficialClient(String module) {
        this.module = module;
    }

    /** Starts a main class; its facts go to {@code facts}, its output beside them. */
    JvmProcess start(Class<?> main, HeaderCodec codec, Path facts, List<String> arguments) {
        Path home = facts.resolveSibling(facts.getFileName() + ".home");
        List<String> allArguments = new ArrayList<>(arguments);
        allArguments.add(facts.toString());
        return JvmProcess.start(
                module + " " + codec,
                classPath(),
                List.of(
                        JvmProcess.SHORT_LIVED,
                        "-Xms32m",
                        "-Xmx256m",
                        "-Drocketmq.serialize.type=" + codec,
                        "-Duser.home=" + home, // the client keeps logs and offsets there
                        "-Drocketmq.client.logRoot=" + home),
                main.getName(),
                allArguments,
                facts.resolveSibling(facts.getFileName() + ".out"));
    }

    /** Starts one of RocketMQ's own programs as it is: all it is told is where the NameServer is. */
    JvmProcess startProgram(String main, String namesrv, Path output, List<String> arguments) {
        Path home = output.resolveSibling(output.getFileName() + ".home");
        return JvmProcess.start(
                main,
                classPath(),
                List.of(
                        JvmProcess.SHORT_LIVED,
                        "-Xms32m",
                        "-Xmx256m",
                        "-Drocketmq.namesrv.addr=" + namesrv,
                        "-Duser.home=" + home,
                        "-Drocketmq.client.logRoot=" + home),
                main,
                arguments,
                output);
    }

    /** Runs a main class to its end and returns its facts. */
    List<String[]> run(Class<?> main, HeaderCodec codec, Path facts, List<String> arguments, Duration timeout) {
        try (JvmProcess process = start(main, codec, facts, arguments)) {
            if (!process.awaitExit(timeout) || process.exitCode() != 0) {
                throw new AssertionError(module + " " + codec + (process.isAlive() ? " hangs" : " failed") + ":\n"
                        + String.join("\n", process.outputTail(60)));
            }
            return Facts.read(facts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String classPath() {
        Path libraries = Path.of(module, "target", "classpath.txt");
        try {
            String own = Path.of(OfficialClient.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .toString();
            Path programs = Path.of(module, "target", "classes"); // only some of the modules have any
            return own
                    + File.pathSeparator
                    + programs
                    + File.pathSeparator
                    + Files.readString(libraries).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("build the module chaos-tests/" + module + " first", e);
        }
    }
}
