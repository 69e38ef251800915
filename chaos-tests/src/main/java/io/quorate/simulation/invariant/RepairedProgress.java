package io.quorate.simulation.invariant;

import io.quorate.raft.NodeId;
import io.quorate.raft.PeerProgress;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.Role;
import io.quorate.simulation.world.CheckFailure;
import io.quorate.simulation.world.GroupObserver;
import io.quorate.simulation.world.SimulatedNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Once a leader has told a node under repair how far it must get, it counts nothing that node said before (see Repair). */
public final class RepairedProgress implements GroupObserver {
    private record Told(long term, SimulatedNode peer, int peerLife) {}

    private final List<List<Told>> told = new ArrayList<>(); // by leader
    private final Map<NodeId, SimulatedNode> nodes = new HashMap<>(); // only asked, never walked through
    private final Map<NodeId, Long> asking = new HashMap<>(); // the repair each node asks for in this life

    public RepairedProgress(int size) {
        while (told.size() < size) {
            told.add(new ArrayList<>());
        }
    }

    @Override
    public void started(SimulatedNode node) {
        nodes.put(node.id(), node);
        asking.remove(node.id());
        told.get(node.number()).clear();
    }

    @Override
    public void sends(SimulatedNode node, RaftMessage message) {
        if (message instanceof RaftMessage.RepairRequest request) {
            asking.put(request.from(), request.id());
        } else if (message instanceof RaftMessage.RepairReply reply) {
            SimulatedNode peer = nodes.get(message.to());
            boolean ofThisLife = asking.getOrDefault(peer.id(), 0L) == reply.id(); // else it is no answer (seed 3922)
            if (peer.isUp() && peer.view().repairing() && ofThisLife) {
                Told one = new Told(message.term(), peer, peer.life());
                if (!told.get(node.number()).contains(one)) {
                    told.get(node.number()).add(one);
                }
            }
        }
    }

    @Override
    public void stepped(SimulatedNode node) {
        List<Told> here = told.get(node.number());
        for (Iterator<Told> each = here.iterator(); each.hasNext(); ) {
            Told one = each.next();
            boolean over = node.view().role() != Role.LEADER
                    || node.view().term() != one.term()
                    || !one.peer().isUp()
                    || one.peer().life() != one.peerLife()
                    || one.peer().view().term()
                            > one.term(); // cut since by a newer leader, as any follower may be (seed 395)
            if (over) {
                each.remove();
            } else {
                check(node, one.peer());
            }
        }
    }

    private static void check(SimulatedNode leader, SimulatedNode peer) {
        long flushedIndex = peer.view().flushedIndex();
        for (PeerProgress progress : leader.describe().peers()) {
            if (progress.peer().equals(peer.id()) && progress.flushedIndex() > flushedIndex) {
                throw new CheckFailure(
                        "repaired progress",
                        leader + " counts " + peer + ", which lost entries and said so, up to entry "
                                + progress.flushedIndex() + "; it has flushed " + flushedIndex);
            }
        }
    }
}
