package io.quorate.simulation.fault;

/** A disk stops flushing, and says nothing. */
final class StalledFlush implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            injection.injected(node.toString());
            node.stallFlushes(injection::bites);
            injection.atTheEnd(node::resumeFlushes);
        });
    }
}
