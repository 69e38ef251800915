package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.membership.Formation;
import io.quorate.raft.membership.Introduction;
import io.quorate.raft.membership.Membership;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node that knows of no group into one: lets {@link Formation} judge what peers say at hello, and stores what comes
 * of it, once in a disk's life, before anybody is told. I/O loops.
 */
final class GroupFormation {
    private static final Logger LOG = LoggerFactory.getLogger(GroupFormation.class);
    private static final int REPEAT_EVERY = 10; // reports

    private final Introduction atStart;
    private final GroupIdentity identity;
    private final BooleanSupplier hasLog;
    private final BooleanSupplier isMember;
    private final Formation formation;
    private final Consumer<Membership> whenFormed;
    private final Consumer<Throwable> whenFailed;
    private String reported = "";
    private int reports;

    /**
     * @param atStart this node without a standing or record of its own
     * @param hasLog whether entries arrived in the meantime
     * @param isMember whether this node was added to a group in the meantime
     */
    GroupFormation(
            Introduction atStart,
            GroupIdentity identity,
            BooleanSupplier hasLog,
            BooleanSupplier isMember,
            Consumer<Membership> whenFormed,
            Consumer<Throwable> whenFailed) {
        this.atStart = atStart;
        this.identity = identity;
        this.hasLog = hasLog;
        this.isMember = isMember;
        this.whenFormed = whenFormed;
        this.whenFailed = whenFailed;
        this.formation = new Formation(introduction());
    }

    /** What this node is to say of itself now. */
    Introduction introduction() {
        Optional<Membership> record = identity.record();
        if (record.isPresent()) {
            return atStart.formed(record.get());
        }
        Introduction.Standing unformed =
                hasLog.getAsBoolean() ? Introduction.Standing.JOINED : Introduction.Standing.FRESH;
        return new Introduction(
                atStart.node(),
                atStart.storageId(),
                atStart.address(),
                identity.isFromEarlierVersion() ? Introduction.Standing.EARLIER : unformed,
                atStart.configured(),
                Optional.empty());
    }

    boolean isFormed() {
        return identity.record().isPresent();
    }

    /** Before anybody was heard: a group of one is formed at once. */
    synchronized void start() {
        if (!isFormed()) {
            formation.alone().ifPresent(this::form);
        }
    }

    /** To be taken before asking a peer who it is. */
    synchronized long ticket() {
        return formation.ticket();
    }

    /** A peer introduced itself. */
    synchronized void heard(Introduction peer) {
        if (!isSettledBy(peer)) {
            formation.heard(peer).ifPresent(this::form);
        }
    }

    /** A peer answered when it was asked after this ticket was taken. */
    synchronized void answered(Introduction peer, long ticket) {
        if (!isSettledBy(peer)) {
            formation.answered(peer, ticket).ifPresent(this::form);
        }
    }

    private boolean isSettledBy(Introduction peer) {
        if (!isFormed() && isMember.getAsBoolean() && peer.record().isPresent()) {
            form(peer.record().get()); // not there when it was formed, but ours: no other group may be taken for it
        }
        if (!isFormed() && introduction().standing() == Introduction.Standing.JOINED) {
            formation.joined();
        }
        return isFormed();
    }

    synchronized void lost(NodeId peer) {
        formation.lost(peer);
    }

    private void form(Membership record) {
        try {
            identity.form(record);
            LOG.info("node={} belongs to the group formed with voters={}", atStart.node(), record.voters());
            whenFormed.accept(record);
        } catch (StorageFailure failure) {
            whenFailed.accept(failure);
        }
    }

    /** Why this node belongs to no group yet, in words for the operator. */
    synchronized Optional<String> waitsFor() {
        return isFormed() ? Optional.empty() : formation.waitsFor();
    }

    /** To be called every second while this node belongs to no group: says in the log whom it waits for. */
    synchronized void report() {
        String now = waitsFor().orElse("");
        boolean again = ++reports % REPEAT_EVERY == 0 && !formation.isOutside();
        if (!now.isEmpty() && (again || !now.equals(reported))) {
            LOG.info("node={} {}", atStart.node(), now);
        }
        reported = now;
    }
}
