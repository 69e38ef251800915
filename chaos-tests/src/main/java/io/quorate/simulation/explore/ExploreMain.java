package io.quorate.simulation.explore;

public final class ExploreMain {
    private ExploreMain() {}

    public static void main(String[] args) {
        Scope scope = new Scope("x", Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]),
            Boolean.parseBoolean(args[4]), Boolean.parseBoolean(args[5]), Long.parseLong(args[6]));
        Exploration e = new Explorer(scope).run();
        System.out.println(e.states() + " states " + e.transitions() + " transitions depth " + e.depth() + " locals " + e.localStates() + " s=" + e.seconds() + " covered=" + e.covered() + " " + e.violation());
        if (e.trace() != null) { System.out.println("exact " + e.trace().exact()); e.trace().lines().forEach(System.out::println); }
    }
}
