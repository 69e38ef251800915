package io.quorate.simulation.fault;

/** Messages get old: what a log has before some place may go, whatever the log's size. Each replica decides for itself. */
final class Release implements Fault {
    @Override
    public void inject(Injection injection) {
        injection.anyNode().ifPresent(node -> {
            long position = injection.chance().between(0, node.view().endPosition());
            injection.injected(node + " up to " + position);
            node.onBaseMoved(injection::bites);
            boolean urgent = injection.chance().coin();
            node.inputFromOutside(replica -> replica.releaseUpTo(position, urgent));
        });
    }
}
