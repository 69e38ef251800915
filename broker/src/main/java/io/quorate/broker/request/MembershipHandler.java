package io.quorate.broker.request;

import io.quorate.broker.config.Peer;
import io.quorate.protocol.Fields;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.raft.NodeId;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Learner;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.runtime.MembershipEdit;
import io.quorate.raft.runtime.MembershipOutcome;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Who belongs to the group: shown by any node, changed by the leader, one change at a time. */
final class MembershipHandler {
    // What stands against a change only for now (a leader that took over just now, a change that is being committed) is
    // waited for: an operator's command, or a script's, should not fail for having come a moment early.
    private static final long OBJECTION_MILLIS_MAX = 2_000;
    private static final long OBJECTION_RETRY_MILLIS = 50;

    private final ReplicaHandle replica;
    private final LongSupplier nowMillis;

    MembershipHandler(ReplicaHandle replica, LongSupplier nowMillis) {
        this.replica = replica;
        this.nowMillis = nowMillis;
    }

    /** MEMBERS. */
    void show(RequestContext context) {
        ReplicaView view = replica.view();
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("node", view.self().value())
                .member("leader", view.leader().map(NodeId::value).orElse(null))
                .member("outside", replica.outsideBecause().orElse(null))
                .member("committed", view.membership().index() <= view.committedIndex());
        write(json, view.membership());
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                .body(json.endObject().toBytes()));
    }

    private static void write(JsonWriter json, IndexedMembership membership) {
        json.member("index", membership.index()).key("voters").beginArray();
        membership.membership().voters().forEach(voter -> write(json, voter).endObject());
        json.endArray().key("learners").beginArray();
        membership
                .membership()
                .learners()
                .forEach(learner -> write(json, learner.member())
                        .member("becomesVoter", learner.becomesVoter())
                        .endObject());
        json.endArray();
    }

    private static JsonWriter write(JsonWriter json, Member member) {
        return json.beginObject()
                .member("node", member.node().value())
                .member("address", member.address())
                .member("storageId", Long.toHexString(member.storageId()));
    }

    /** CHANGE_MEMBERSHIP. */
    void change(LeaderRequest request) throws RequestException {
        var fields = request.request().extFields();
        String op = Fields.required(fields, "op");
        NodeId node = node(Fields.required(fields, "node"));
        String address = Fields.optional(fields, "address");
        switch (op) {
            case "add" -> {
                requireAddress(address);
                boolean staysLearner = Boolean.parseBoolean(Fields.optional(fields, "learner"));
                ask(request, node, address, newcomer -> current -> added(current, newcomer, !staysLearner));
            }
            case "replace" ->
                ask(
                        request,
                        node,
                        address.isEmpty() ? knownAddress(node) : address,
                        newcomer -> current -> replaced(current, newcomer));
            case "promote" -> carryOut(request, current -> promoted(current, node));
            case "remove" -> remove(request, node);
            default ->
                throw new RequestException(
                        ResponseCode.INVALID_PARAMETER, "op=" + op + ": it is add, promote, remove or replace");
        }
    }

    private static NodeId node(String name) throws RequestException {
        if (!Peer.isNodeId(name)) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "node=" + name + ": ids are one letter and digits, as in n3");
        }
        return new NodeId(name);
    }

    private static void requireAddress(String address) throws RequestException {
        if (address.isEmpty()) {
            throw new RequestException(
                    ResponseCode.INVALID_PARAMETER, "to add a node, give the address of its peer port, host:port");
        }
    }

    private String knownAddress(NodeId node) throws RequestException {
        return replica.view()
                .membership()
                .membership()
                .find(node)
                .map(Member::address)
                .orElseThrow(
                        () -> new RequestException(ResponseCode.INVALID_PARAMETER, "the group has no node " + node));
    }

    private interface EditWith {
        MembershipEdit of(Member newcomer);
    }

    private static String strangerAt(String address, NodeId found, NodeId wanted) {
        return "at " + address + " there is node " + found + ", not " + wanted;
    }

    /** Learns from the node itself on which disk it is, and that it is the node meant, before the group is changed. */
    private void ask(LeaderRequest request, NodeId node, String address, EditWith edit) {
        if (node.equals(replica.view().self())) {
            request.respond(
                    ResponseCode.INVALID_PARAMETER,
                    "node " + node + " leads, on the disk that the group knows: there is nothing to replace or add");
            return;
        }
        Optional<Member> there = replica.view().membership().membership().members().stream()
                .filter(member ->
                        member.address().equals(address) && !member.node().equals(node))
                .findFirst();
        if (there.isPresent()) {
            request.respond(
                    ResponseCode.INVALID_PARAMETER,
                    strangerAt(address, there.get().node(), node));
            return;
        }
        var unused = replica.ask(address).whenComplete((introduction, failure) -> {
            if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                request.respond(
                        ResponseCode.SYSTEM_ERROR,
                        "node " + node + " must be running, and be reached at " + address + ": " + cause.getMessage());
            } else if (!introduction.node().equals(node)) {
                request.respond(ResponseCode.INVALID_PARAMETER, strangerAt(address, introduction.node(), node));
            } else if (!mayJoin(introduction)) {
                request.respond(
                        ResponseCode.INVALID_PARAMETER,
                        "node " + node
                                + " belongs to another group, or was left behind by an earlier one: empty its directory"
                                + " first");
            } else {
                carryOut(request, edit.of(new Member(node, introduction.storageId(), address)));
            }
        });
    }

    /** Data of our own group is what a node has that was removed and comes again; of another group hello tells us. */
    private boolean mayJoin(Introduction introduction) {
        return introduction.standing() != Introduction.Standing.EARLIER;
    }

    private static Membership added(Membership current, Member newcomer, boolean becomesVoter) {
        if (current.find(newcomer.node()).isPresent()) {
            throw new IllegalArgumentException(
                    current.disowns(newcomer.node(), newcomer.storageId())
                            ? "node " + newcomer.node() + " is in the group with another disk: replace it"
                            : "node " + newcomer.node() + " is in the group already");
        }
        return current.withLearner(new Learner(newcomer, becomesVoter));
    }

    private static Membership replaced(Membership current, Member newcomer) {
        if (current.contains(newcomer.node(), newcomer.storageId())) {
            throw new IllegalArgumentException(
                    "node " + newcomer.node() + " is on the disk that the group knows: there is nothing to replace");
        }
        if (current.find(newcomer.node()).isEmpty()) {
            throw new IllegalArgumentException("the group has no node " + newcomer.node() + ": add it");
        }
        return current.without(newcomer.node()).withLearner(new Learner(newcomer, true));
    }

    private static Membership promoted(Membership current, NodeId node) {
        return current.learners().stream()
                .map(Learner::member)
                .filter(learner -> learner.node().equals(node))
                .findFirst()
                .map(learner -> current.without(node).withLearner(new Learner(learner, true)))
                .orElseThrow(() -> new IllegalArgumentException("the group has no learner " + node));
    }

    private static Membership removed(Membership current, NodeId node) {
        if (current.find(node).isEmpty()) {
            throw new IllegalArgumentException("the group has no node " + node);
        }
        return current.without(node);
    }

    /** A leader that is to go hands over first, so that nobody's request fails; the next one removes it. */
    private void remove(LeaderRequest request, NodeId node) {
        ReplicaView view = replica.view();
        boolean others = view.membership().membership().voters().size() > 1;
        if (!node.equals(view.self()) || !others) {
            carryOut(request, current -> removed(current, node));
            return;
        }
        var unused = replica.transferLeadership(Optional.empty()).thenAccept(outcome -> {
            if (outcome.handedOver()) {
                request.redirect();
            } else {
                request.respond(
                        ResponseCode.SYSTEM_ERROR,
                        "node " + node + " leads, and leadership was not handed over: " + outcome.reason());
            }
        });
    }

    private void carryOut(LeaderRequest request, MembershipEdit edit) {
        carryOut(request, edit, Math.min(request.deadlineMillis(), nowMillis.getAsLong() + OBJECTION_MILLIS_MAX));
    }

    private void carryOut(LeaderRequest request, MembershipEdit edit, long patienceEndMillis) {
        long leftMillis = Math.max(1, request.deadlineMillis() - nowMillis.getAsLong());
        var unused = replica.changeMembership(edit)
                .completeOnTimeout(new MembershipOutcome.Unknown(), leftMillis, TimeUnit.MILLISECONDS)
                .thenAccept(outcome -> {
                    if (passes(outcome) && nowMillis.getAsLong() + OBJECTION_RETRY_MILLIS < patienceEndMillis) {
                        CompletableFuture.delayedExecutor(OBJECTION_RETRY_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(() -> carryOut(request, edit, patienceEndMillis));
                    } else {
                        answer(request, outcome);
                    }
                });
    }

    private static boolean passes(MembershipOutcome outcome) {
        return outcome instanceof MembershipOutcome.Refused refused
                && refused.objection().passes();
    }

    private static void answer(LeaderRequest request, MembershipOutcome outcome) {
        if (outcome instanceof MembershipOutcome.Committed committed) {
            JsonWriter json = new JsonWriter().beginObject();
            write(json, committed.membership());
            request.respond(RemotingCommand.response(ResponseCode.SUCCESS)
                    .body(json.endObject().toBytes()));
        } else if (outcome instanceof MembershipOutcome.Refused refused) {
            request.respond(ResponseCode.INVALID_PARAMETER, refused.objection().why());
        } else if (outcome instanceof MembershipOutcome.NotLeader) {
            request.redirect();
        } else {
            request.respond(
                    ResponseCode.SYSTEM_ERROR,
                    "the change is not committed yet; look at the members before trying again");
        }
    }
}
