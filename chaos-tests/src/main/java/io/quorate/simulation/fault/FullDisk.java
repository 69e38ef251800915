package io.quorate.simulation.fault;

import io.quorate.raft.StorageFailure.Reason;

/** There is no space left for a while. */
final class FullDisk implements Fault {
    private static final int LEFT_BYTES_MAX = 20_000;

    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            int leftBytes = injection.chance().below(LEFT_BYTES_MAX);
            injection.injected(node + " but for " + leftBytes + " bytes");
            node.disks().expectFailure(Reason.DISK_FULL, injection::bites);
            // Also where it is the hard state that finds no room, or a start.
            node.disks().expectFailure(Reason.FLUSH_FAILED, injection::bites);
            node.disks().expectFailure(Reason.READ_FAILED, injection::bites);
            node.storage().disk().fill(leftBytes);
            injection.atTheEnd(() -> node.storage().disk().setCapacityBytes(Long.MAX_VALUE));
        });
    }
}
