package io.quorate.simulation.world;

import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.runtime.ReplicaWorld.FlushJob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All who watch a group, as one; they are told in the order they came. */
final class Observers implements GroupObserver {
    private final List<GroupObserver> all = new ArrayList<>();

    void add(GroupObserver observer) {
        all.add(observer);
    }

    @Override
    public void started(SimulatedNode node) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).started(node);
        }
    }

    @Override
    public void stopped(SimulatedNode node) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).stopped(node);
        }
    }

    @Override
    public void storageFailed(SimulatedNode node, StorageFailure failure) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).storageFailed(node, failure);
        }
    }

    @Override
    public void wiped(SimulatedNode node) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).wiped(node);
        }
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).sends(node, message);
        }
    }

    @Override
    public void truncates(SimulatedNode node, long fromIndex) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).truncates(node, fromIndex);
        }
    }

    @Override
    public void applied(SimulatedNode node, EntryMeta meta, ByteBuffer entry, long stateHash) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).applied(node, meta, entry, stateHash);
        }
    }

    @Override
    public void restored(SimulatedNode node, LogBase base, long stateHash) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).restored(node, base, stateHash);
        }
    }

    @Override
    public void stepped(SimulatedNode node) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).stepped(node);
        }
    }

    @Override
    public void receives(SimulatedNode node, RaftMessage message) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).receives(node, message);
        }
    }

    @Override
    public void loses(SimulatedNode node, SimulatedNode peer) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).loses(node, peer);
        }
    }

    @Override
    public void baseMoved(SimulatedNode node, LogBase base) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).baseMoved(node, base);
        }
    }

    @Override
    public void flushes(SimulatedNode node, FlushJob job) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).flushes(node, job);
        }
    }
}
