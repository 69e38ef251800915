package io.quorate.simulation.fault;

/** A node loses its disk and comes back with an empty one, under its old name: it remembers none of its promises. */
final class WipedDisk implements Fault {
    @Override
    public void inject(Injection injection) {
        var node = injection.chance().pick(injection.group().nodes());
        if (injection.atlas().mayWipe(node)) {
            injection.injected(node.toString());
            node.crash();
            Losses.tell(injection, node, 30);
            node.wipe(injection::bites);
            injection.atTheEnd(node::start);
        }
    }
}
