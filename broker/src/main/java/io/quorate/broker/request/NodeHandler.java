package io.quorate.broker.request;

import io.quorate.broker.config.BrokerConfig;
import io.quorate.broker.config.ElectionConfig;
import io.quorate.broker.state.Applied;
import io.quorate.broker.state.BrokerState;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.raft.NodeId;
import io.quorate.raft.NodeView;
import io.quorate.raft.PeerProgress;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.raft.runtime.ScrubView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Our own requests about this one node: what it is, and that it shall stop leading. Never forwarded. */
final class NodeHandler {
    private final BrokerConfig config;
    private final ReplicaHandle replica;
    private final BrokerState state;
    private final String version;
    private final LongSupplier nowMillis;
    private final long startedMillis;

    NodeHandler(BrokerConfig config, ReplicaHandle replica, BrokerState state, String version, LongSupplier nowMillis) {
        this.config = config;
        this.replica = replica;
        this.state = state;
        this.version = version;
        this.nowMillis = nowMillis;
        this.startedMillis = nowMillis.getAsLong();
    }

    /**
     * NODE_STATUS. The state hash is that of appliedIndex: two nodes compare theirs only when these are equal. A leader tells
     * how far each of the others is.
     */
    void status(RequestContext context) {
        var unused = replica.describe().whenComplete((node, failure) -> {
            if (failure == null) {
                context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(status(node)));
            } else {
                context.respond(ResponseCode.SERVICE_NOT_AVAILABLE, failure.getMessage());
            }
        });
    }

    private byte[] status(NodeView node) {
        ReplicaView view = replica.view();
        Applied applied = state.applied();
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("node", config.node().value())
                .member("group", config.group().group())
                .member("cluster", config.group().cluster())
                .member("role", view.role().name())
                .member("serving", view.serving())
                .member("member", view.member())
                .member("outside", replica.outsideBecause().orElse(null))
                .member("term", view.term())
                .member("leader", view.leader().map(NodeId::value).orElse(null))
                .member("address", config.network().advertisedAddress())
                .member("peerAddress", config.peer(config.node()).address())
                .member("lastIndex", view.lastIndex())
                .member("flushedIndex", view.flushedIndex())
                .member("committedIndex", view.committedIndex())
                .member("appliedIndex", applied.index())
                .member("endPosition", view.endPosition())
                .member("appliedPosition", applied.position())
                .member("stateHash", Long.toHexString(applied.stateHash()))
                .member("pid", ProcessHandle.current().pid())
                .member("uptimeMillis", nowMillis.getAsLong() - startedMillis)
                .member("version", version);
        writeScrub(json, replica.scrub());
        writeLeadership(json, node);
        return json.endObject().toBytes();
    }

    /** What was done for the log on the disk since the start. */
    private static void writeScrub(JsonWriter json, ScrubView scrub) {
        json.key("scrub")
                .beginObject()
                .member("checkedBytes", scrub.checkedBytes())
                .member("roundCount", scrub.roundCount())
                .member("damagedCount", scrub.damagedCount())
                .member("repairedCount", scrub.repairedCount())
                .member("repairedBytes", scrub.repairedBytes())
                .member("unrepairedCount", scrub.unrepairedCount())
                .endObject();
    }

    private void writeLeadership(JsonWriter json, NodeView node) {
        json.member("electionPriority", config.election().priority())
                .member("flushStalled", node.flushStalled())
                .member("flushWaitMillis", (long) node.flushWaitTicks() * ElectionConfig.TICK_MILLIS)
                .member("holdsLease", node.holdsLease())
                .member(
                        "transferTarget",
                        node.transferTarget().map(NodeId::value).orElse(null))
                .member("transferFailure", node.transferFailure().orElse(null));
        json.key("peers").beginArray();
        for (PeerProgress peer : node.peers()) {
            boolean heard = peer.silentTicks() != PeerProgress.NEVER;
            json.beginObject()
                    .member("node", peer.peer().value())
                    .member("voter", peer.voter())
                    .member("state", peer.state())
                    .member("flushedIndex", peer.flushedIndex())
                    .member("lagEntries", Math.max(0, node.lastIndex() - peer.flushedIndex()))
                    .member("nextIndex", peer.nextIndex())
                    .member("inflightRequests", peer.inflightRequests())
                    .member("inflightBytes", peer.inflightBytes())
                    .member("silentMillis", heard ? (long) peer.silentTicks() * ElectionConfig.TICK_MILLIS : -1)
                    .member("electionPriority", peer.priority())
                    .endObject();
        }
        json.endArray();
    }

    /** TRANSFER_LEADERSHIP. Answered when another replica leads, or the attempt was given up. */
    void transfer(RequestContext context) throws RequestException {
        Optional<NodeId> target = target(context);
        var unused = replica.transferLeadership(target).thenAccept(outcome -> {
            if (outcome.handedOver()) {
                context.respond(RemotingCommand.response(ResponseCode.SUCCESS));
            } else {
                context.respond(ResponseCode.SYSTEM_ERROR, "leadership was not handed over: " + outcome.reason());
            }
        });
    }

    private Optional<NodeId> target(RequestContext context) throws RequestException {
        String name = Fields.optional(context.request().extFields(), "target");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (NodeId voter : replica.view().membership().membership().voterIds()) {
            if (voter.value().equals(name)) {
                return Optional.of(voter);
            }
        }
        throw new RequestException(ResponseCode.INVALID_PARAMETER, "the group has no voter " + name);
    }
}
