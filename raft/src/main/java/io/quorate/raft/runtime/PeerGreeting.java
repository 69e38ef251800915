package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Member;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.membership.MembershipCodec;
import io.quorate.remoting.ExtFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says hello for a replica, and judges the hellos of others. Any thread. */
final class PeerGreeting {
    private static final String STORAGE = "storageId";
    private static final String ADDRESS = "address";
    private static final String STANDING = "standing";
    private static final String CONFIGURED = "configured";
    private static final String RECORD = "record";

    private final PeerIdentity self;
    private final Supplier<Introduction> introduction; // as of now

    PeerGreeting(PeerIdentity self, Supplier<Introduction> introduction) {
        this.self = self;
        this.introduction = introduction;
    }

    NodeId node() {
        return self.node();
    }

    void writeTo(ExtFields fields) {
        Introduction now = introduction.get();
        self.writeTo(fields);
        fields.put(STORAGE, Long.toString(now.storageId()))
                .put(ADDRESS, now.address())
                .put(STANDING, now.standing().name())
                .put(CONFIGURED, now.configured().stream().map(NodeId::value).collect(Collectors.joining(",")))
                .put(RECORD, now.record().map(PeerGreeting::text).orElse(null));
    }

    private static String text(Membership record) {
        return Base64.getEncoder().encodeToString(MembershipCodec.encode(record).array());
    }

    /**
     * Why whoever introduces himself like this cannot belong to our group; empty if he can. Only then {@link #read} may be
     * called.
     */
    Optional<String> objectionTo(ExtFields fields) {
        Optional<String> objection = self.objectionTo(fields);
        if (objection.isPresent()) {
            return objection;
        }
        try {
            Introduction peer = read(fields);
            if (peer.node().equals(self.node())) {
                return Optional.of("is node " + self.node() + ", too: two nodes of a group need two ids");
            }
            return otherGroup(peer);
        } catch (IllegalArgumentException malformed) {
            return Optional.of("its introduction cannot be understood: " + malformed.getMessage());
        }
    }

    /** Two groups may be formed under one name by mistake: they must not mix. */
    private Optional<String> otherGroup(Introduction peer) {
        Optional<Membership> ours = introduction.get().record();
        boolean differ = ours.isPresent()
                && peer.record().isPresent()
                && !ours.get().equals(peer.record().get());
        return differ
                ? Optional.of("belongs to another group of the same name: ours was formed with "
                        + ours.get().voters() + ", that one with "
                        + peer.record().get().voters())
                : Optional.empty();
    }

    /** @throws IllegalArgumentException if it cannot be understood */
    Introduction read(ExtFields fields) {
        NodeId node = PeerIdentity.nodeOf(fields).orElseThrow(() -> new IllegalArgumentException("no node"));
        String address = text(fields, ADDRESS);
        long storageId = Long.parseLong(text(fields, STORAGE));
        if (storageId <= 0) {
            throw new IllegalArgumentException("storageId=" + storageId);
        }
        var checkedAddress = new Member(node, storageId, address);
        return new Introduction(
                node,
                storageId,
                checkedAddress.address(),
                Introduction.Standing.valueOf(text(fields, STANDING)),
                nodes(text(fields, CONFIGURED)),
                fields.find(RECORD).map(PeerGreeting::record));
    }

    private static String text(ExtFields fields, String name) {
        return fields.find(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private static List<NodeId> nodes(String text) {
        List<NodeId> nodes = new ArrayList<>();
        for (String node : text.split(",", -1)) {
            nodes.add(new NodeId(node));
        }
        return nodes;
    }

    private static Membership record(String text) {
        try {
            return MembershipCodec.decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)));
        } catch (CorruptEntryException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }
}
