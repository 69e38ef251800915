package io.quorate.simulation.fault;

/** A node's time of day is wrong, by seconds or by a day, forward or back. */
final class ClockJump implements Fault {
    private static final long DAY_MILLIS = 86_400_000;

    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            long millis = injection.chance().logBetween(100, DAY_MILLIS)
                    * (injection.chance().coin() ? 1 : -1);
            injection.injected(node + " by " + millis + " ms");
            node.wallClock().offset(millis, injection::bites);
            injection.atTheEnd(() -> node.wallClock().offset(0, () -> {}));
        });
    }
}
