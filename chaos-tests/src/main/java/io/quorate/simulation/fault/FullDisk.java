package io.quorate.simulation.fault;

import io.quorate.raft.StorageFailure.Reason;

/** There is no space left for a while. A node gets over that by itself: it may end only if it cannot even start. */
final class FullDisk implements Fault {
    private static final int LEFT_BYTES_MAX = 20_000;

    @Override
    public void inject(Injection injection) {
        injection.someNode().ifPresent(node -> {
            int leftBytes = injection.chance().coin() ? 0 : injection.chance().below(LEFT_BYTES_MAX);
            injection.injected(node + " but for " + leftBytes + " bytes");
            // A start makes files, its first one and one after damage.
            node.disks().expectFailure(Reason.READ_FAILED, injection::bites);
            node.disks().expectFailure(Reason.DISK_FULL, injection::bites);
            node.onOutOfSpace(injection::bites);
            node.storage().disk().fill(leftBytes);
            injection.atTheEnd(() -> node.storage().disk().setCapacityBytes(Long.MAX_VALUE));
        });
    }
}
