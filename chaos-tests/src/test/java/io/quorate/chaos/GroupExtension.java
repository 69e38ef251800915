package io.quorate.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One group of three for a test class. Prints seed, ports and folder at the start; on a failure the tails of all logs, and
 * then keeps the folder. At the end no log may show a leaked buffer or a broken invariant.
 */
final class GroupExtension implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    private static final int NODE_COUNT = 3;
    private static final Pattern FORBIDDEN = Pattern.compile("LEAK:|InvariantViolation|AssertionError");

    private final Map<String, String> extraSettings;
    private LocalGroup group;
    private Random random;
    private boolean failed;

    GroupExtension() {
        this(Map.of());
    }

    GroupExtension(Map<String, String> extraSettings) {
        this.extraSettings = extraSettings;
    }

    LocalGroup group() {
        return group;
    }

    Random random() {
        return random;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        long seed = Long.getLong("quorate.chaos.seed", System.nanoTime());
        random = new Random(seed);
        Path root = Files.createDirectories(Path.of("target", "chaos").toAbsolutePath());
        Path dir =
                Files.createTempDirectory(root, context.getRequiredTestClass().getSimpleName() + "-");
        group = LocalGroup.start(dir, NODE_COUNT, random, extraSettings);
        System.out.printf(
                "%s: seed=%d namesrv=%s nodes=%s dir=%s%n",
                context.getDisplayName(),
                seed,
                group.namesrvAddress(),
                group.nodes().stream()
                        .map(node -> node + ":" + group.port(node))
                        .toList(),
                dir);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            failed = true;
            System.out.println(group.describe());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (group == null) {
            return; // did not start; said so already
        }
        group.close();
        List<String> bad = forbiddenLines();
        if (!bad.isEmpty()) {
            throw new AssertionError("the nodes' logs (in " + group.dir() + ") show:\n" + String.join("\n", bad));
        }
        if (!failed) {
            deleteTree(group.dir());
        }
    }

    private List<String> forbiddenLines() throws IOException {
        List<String> bad = new ArrayList<>();
        for (Path file : group.logFiles()) {
            if (Files.exists(file)) {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> FORBIDDEN.matcher(line).find())
                        .limit(10)
                        .forEach(line -> bad.add(file.getParent().getParent().getFileName() + ": " + line));
            }
        }
        return bad;
    }

    private static void deleteTree(Path dir) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(dir)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
