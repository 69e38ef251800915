package io.quorate.simulation.fault;

import io.quorate.commitlog.disk.SimulatedDisk;
import io.quorate.raft.StorageFailure;
import io.quorate.simulation.world.NodeStorage;
import io.quorate.simulation.world.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A snapshot rots while its node is down. Where it was the only way to what the log has lost, the node must refuse to start;
 * so its disk counts as lost.
 */
final class DamagedSnapshot implements Fault {
    @Override
    public void inject(Injection injection) {
        List<SimulatedNode> candidates = injection.group().nodes().stream()
                .filter(node -> !node.isLostForGood() && !snapshots(node).isEmpty())
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        SimulatedNode node = injection.chance().pick(candidates);
        if (!injection.atlas().mayDamage(node)) {
            return;
        }
        if (node.isUp()) {
            node.crash();
            Losses.tell(injection, node, 30);
            injection.soon(node::start);
        }
        injection.injected(node.toString());
        node.disks().expectFailure(StorageFailure.Reason.DAMAGED, injection::bites);
        for (String name : snapshots(node)) {
            rot(injection, node.storage().disk(), NodeStorage.SNAPSHOT_DIRECTORY.resolve(name));
        }
    }

    private static List<String> snapshots(SimulatedNode node) {
        try {
            return node.storage().disk().list(NodeStorage.SNAPSHOT_DIRECTORY).stream()
                    .filter(name -> name.endsWith(".snapshot"))
                    .toList();
        } catch (IOException never) {
            return List.of(); // a disk that no node has started from
        }
    }

    private static void rot(Injection injection, SimulatedDisk disk, Path file) {
        try {
            long position = injection.chance().between(0, disk.sizeBytes(file) - 1);
            disk.flipBit(file, position, injection.chance().below(Byte.SIZE));
        } catch (IOException e) {
            throw new IllegalStateException("the file is there", e);
        }
    }
}
