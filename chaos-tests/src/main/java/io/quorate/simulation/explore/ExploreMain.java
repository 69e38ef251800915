package io.quorate.simulation.explore;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Explores scopes and says what came of it, a line each. Ends with 0 if every scope was covered and nothing was broken, with
 * 1 otherwise.
 *
 * <pre>
 *   ExploreMain                 the scopes of CI
 *   ExploreMain --big           larger ones: hours, gigabytes
 *   ExploreMain [--nodes N] [--terms N] [--proposals N] [--crashes N] [--disk lazy|instant] [--pre-votes] [--situations MAX]
 * </pre>
 */
public final class ExploreMain {
    private static final int THREADS_MAX = 2; // one scope each

    private ExploreMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments, System.out));
    }

    /** Explores what the arguments say; returns what to exit with. */
    public static int run(String[] arguments, PrintStream out) throws InterruptedException {
        List<Scope> scopes;
        try {
            scopes = scopes(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("error: " + wrong.getMessage());
            return 2;
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS_MAX);
        boolean good = true;
        try {
            List<Future<Exploration>> explorations = scopes.stream()
                    .map(scope -> threads.submit(() -> new Explorer(scope).run()))
                    .toList();
            for (Future<Exploration> each : explorations) {
                good &= isGood(each.get(), out);
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } finally {
            threads.shutdownNow();
        }
        return good ? 0 : 1;
    }

    private static boolean isGood(Exploration exploration, PrintStream out) {
        out.println(line(exploration));
        if (exploration.violation() != null) {
            out.println(story(exploration));
        }
        return exploration.covered();
    }

    private static List<Scope> scopes(String[] arguments) {
        if (arguments.length == 0) {
            return Scope.CI;
        } else if (Arrays.asList(arguments).equals(List.of("--big"))) {
            return Scope.BIG;
        }
        Scope scope = new Scope(3, 2, 0, 0, false, false, 2_000_000);
        List<String> left = new ArrayList<>(Arrays.asList(arguments));
        while (!left.isEmpty()) {
            scope = with(scope, left.remove(0), left);
        }
        return List.of(scope);
    }

    private static Scope with(Scope scope, String option, List<String> left) {
        return switch (option) {
            case "--nodes" -> scope.withNodes(number(option, left));
            case "--terms" -> scope.withTermsMax(number(option, left));
            case "--proposals" -> scope.withProposalsMax(number(option, left));
            case "--crashes" -> scope.withCrashesMax(number(option, left));
            case "--disk" -> scope.withLazyDisk(value(option, left).equals("lazy"));
            case "--pre-votes" -> scope.withPreVotes(true);
            case "--situations" -> scope.withSituationsMax(number(option, left));
            default -> throw new IllegalArgumentException("unknown option '" + option + "'");
        };
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove(0);
    }

    private static int number(String option, List<String> left) {
        return Integer.parseInt(value(option, left));
    }

    private static String line(Exploration exploration) {
        return String.format(
                Locale.ROOT,
                "explored %s: %,d situations of %,.0f states, %,d steps, depth %d, %,d states of one node, %.1f s: %s",
                exploration.scope().describe(),
                exploration.situations(),
                exploration.states(),
                exploration.steps(),
                exploration.depth(),
                exploration.localStates(),
                exploration.seconds(),
                exploration.verdict());
    }

    private static String story(Exploration exploration) {
        Trace trace = exploration.trace();
        return String.join("\n", trace.lines())
                + (trace.exact() ? "" : "\nnot met again message by message: look whether it can happen");
    }
}
