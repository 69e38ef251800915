package io.quorate.simulation.fault;

/** A node's monotonic clock runs too fast or too slow. */
final class ClockRate implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            int percent = injection.chance().between(50, 150);
            injection.injected(node + " at " + percent + " %");
            node.tickRate(percent, injection::bites);
            injection.atTheEnd(() -> node.tickRate(100, () -> {}));
        });
    }
}
