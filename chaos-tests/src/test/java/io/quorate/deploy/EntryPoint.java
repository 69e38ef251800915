package io.quorate.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The image's entry point, run here with a java that only tells with which words it was called. */
final class EntryPoint {
    private final Path dir;

    EntryPoint(Path dir) throws IOException {
        this.dir = dir;
        Path java = Files.createDirectories(dir.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        javaVersion("17.0.15");
        Files.createDirectories(dir.resolve("data"));
    }

    void javaVersion(String version) throws IOException {
        Files.writeString(dir.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    /** How it ended, and what it, or the java, said. */
    record Result(int exitCode, List<String> said) {}

    Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", Deployment.DIR.resolve("quorate").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUORATE") || name.equals("CLASSPATH"));
        builder.environment().put("JAVA_HOME", dir.resolve("jdk").toString());
        builder.environment().put("QUORATE_DATA", dir.resolve("data").toString());
        builder.environment().put("HOSTNAME", "somewhere");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), said.lines().toList());
    }

    /** The settings it wrote for a server. */
    Properties settings(String server) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(dir.resolve("data/" + server + ".properties"))) {
            settings.load(reader);
        }
        return settings;
    }

    Path data() {
        return dir.resolve("data");
    }
}
