package io.quorate.simulation.fault;

/** A disk takes many times as long to flush. */
final class SlowFlush implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            int factor = (int) injection.chance().logBetween(5, 200);
            injection.injected(node + " by " + factor);
            node.slowFlushes(factor, injection::bites);
            injection.atTheEnd(node::resumeFlushes);
        });
    }
}
