package io.quorate.simulation.fault;

import io.quorate.raft.StorageFailure.Reason;

/** One of the next writes or forces of a disk fails: the process must end, and start again from what is there. */
final class FailedFlush implements Fault {
    private static final int OPERATIONS_MAX = 6;

    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            int operations = injection.chance().below(OPERATIONS_MAX);
            injection.injected(node.toString());
            node.disks().expectFailure(Reason.FLUSH_FAILED, injection::bites);
            node.disks().expectFailure(Reason.READ_FAILED, injection::bites); // what fails while starting
            if (injection.chance().coin()) {
                node.storage().disk().failForceAfter(operations);
            } else {
                node.storage().disk().failWriteAfter(operations);
            }
        });
    }
}
