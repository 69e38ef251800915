package io.quorate.simulation.fault;

/** A process stands still, as under a stopped machine or a long collection, and then goes on with what has piled up. */
final class Pause implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.someNode().filter(node -> !node.isPaused()).ifPresent(node -> {
            injection.injected(node.toString());
            node.pause();
            injection.atTheEnd(() -> {
                if (node.isPaused() && node.resume() > 0) {
                    injection.bites();
                }
            });
        });
    }
}
