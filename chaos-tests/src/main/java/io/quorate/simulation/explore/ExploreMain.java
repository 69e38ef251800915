package io.quorate.simulation.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Explores scopes and says what came of it, a line each. Ends with 0 if every scope was covered and nothing was broken, with
 * 1 otherwise.
 *
 * <pre>
 *   ExploreMain                 the scopes of CI
 *   ExploreMain --big           larger ones: hours, gigabytes
 *   ExploreMain [--nodes N] [--terms N] [--proposals N] [--crashes N] [--disk lazy|instant] [--pre-votes] [--states MAX]
 * </pre>
 */
public final class ExploreMain {
    private ExploreMain() {}

    public static void main(String[] arguments) {
        List<Scope> scopes;
        try {
            scopes = scopes(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println("error: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        boolean good = true;
        for (Scope scope : scopes) {
            Exploration exploration = new Explorer(scope).run();
            System.out.println(line(exploration));
            if (exploration.violation() != null) {
                System.out.println(story(exploration));
            }
            good &= exploration.covered();
        }
        System.exit(good ? 0 : 1);
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
            case "--states" -> scope.withStatesMax(number(option, left));
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
                "explored %s: %,d states, %,d transitions, depth %d, %,d states of one node, %.1f s: %s",
                exploration.scope().describe(),
                exploration.states(),
                exploration.transitions(),
                exploration.depth(),
                exploration.localStates(),
                exploration.seconds(),
                exploration.verdict());
    }

    private static String story(Exploration exploration) {
        Trace trace = exploration.trace();
        return String.join("\n", trace.lines())
                + (trace.exact() ? "" : "\nnot every message of this way left on it: look whether it can happen");
    }
}
