package io.quorate.raft.runtime;

import io.quorate.raft.NodeId;
import io.quorate.raft.RaftMessage;
import io.quorate.raft.StorageFailure;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryMeta;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.log.LogStore;
import io.quorate.raft.log.ScrubResult;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks through the sealed part of the log on the disk, again and again, slowly; what it finds damaged it fetches from a peer,
 * checks, and writes in its place. An entry that somebody else found damaged is looked at at once. Replica loop only, but for
 * what its steps run.
 *
 * <pre>
 *   RESTING --round is due--> CHECKING --damage--> ASKING --entries--> WRITING --sound--> CHECKING
 *      ^------- the end --------'  ^------------- nobody has them ------'
 * </pre>
 *
 * <p>Only segments are looked at whose every entry is flushed, committed and applied here: nothing but their bytes can be
 * wrong, for which entries belong there is decided for ever (ADR 17).
 */
final class Scrub {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

    /** Entries found damaged by others and not looked at yet; more of them are forgotten: they will be found again. */
    private static final int SUSPECTS_MAX = 64;

    private static final long NONE = -1;

    private enum Phase {
        RESTING,
        CHECKING,
        ASKING,
        WRITING
    }

    private final ScrubConfig config;
    private final NodeId self;
    private final LogStore log;
    private final ReplicaWorld world;
    private final Supplier<List<NodeId>> peers;
    private final LongConsumer indexDamage;

    private Phase phase = Phase.RESTING;
    private LogBase place; // everything before it was checked; null when RESTING
    private long endPosition; // of what is to be checked now
    private LogBase roundPlace; // while a suspect is looked at: where the round goes on, null if it rested
    private boolean onSuspect;
    private final TreeSet<Long> suspects = new TreeSet<>(); // indexes
    private final TreeSet<Long> lost =
            new TreeSet<>(); // indexes of what nobody could give back, when they were asked last

    private long sealedPosition; // where the last sealed segment ends
    private long decidedPosition; // the same for what is only decided: committed and flushed, perhaps not applied yet
    private final ArrayDeque<NodeId> unasked = new ArrayDeque<>(); // the first is being asked
    private int silentTicks;
    private int restTicks; // until the next round
    private long allowanceBytes; // may fall below 0 by what one step read more than was left
    private Object current; // the step that counts; one that is not it any more has been overtaken

    private ByteBuffer arrived; // when WRITING
    private long indexesDue = NONE; // start of a segment whose entries are checked, and the files beside it not yet
    private long checkedBytes;
    private long roundCount;
    private long damagedCount;
    private long repairedCount;
    private long repairedBytes;
    private long unrepairedCount; // as of the last round, or more
    private long unrepairedInRound;
    private long damagedIndexCount;
    private volatile ScrubView view = ScrubView.NOTHING;

    /**
     * @param peers who may have what is damaged here
     * @param indexDamage hears where a sound segment starts whose index files are not to be trusted
     */
    Scrub(
            ScrubConfig config,
            NodeId self,
            LogStore log,
            ReplicaWorld world,
            Supplier<List<NodeId>> peers,
            LongConsumer indexDamage) {
        this.config = config;
        this.self = self;
        this.log = log;
        this.world = world;
        this.peers = peers;
        this.indexDamage = indexDamage;
    }

    /** As of the last tick. Any thread. */
    ScrubView view() {
        return view;
    }

    private ScrubView viewNow() {
        return new ScrubView(
                checkedBytes,
                roundCount,
                damagedCount,
                repairedCount,
                repairedBytes,
                unrepairedCount,
                damagedIndexCount);
    }

    /**
     * Time passes.
     *
     * @param settledPosition everything before it is flushed, committed and applied
     * @param committedPosition everything before it is flushed and committed
     */
    void tick(long settledPosition, long committedPosition) {
        view = viewNow();
        lost.headSet(log.firstIndex()).clear();
        sealedPosition = log.segmentStart(settledPosition);
        decidedPosition = log.segmentStart(committedPosition);
        allowanceBytes = Math.min(allowanceBytes + config.bytesPerTick(), Math.max(config.bytesPerTick(), 1));
        restTicks = Math.max(0, restTicks - 1);
        if (place != null && place.position() < log.base().position()) {
            rest(1); // what was being checked has left the log
        }
        if (phase == Phase.RESTING || phase == Phase.CHECKING) {
            begin();
        } else if (phase == Phase.ASKING && ++silentTicks >= config.repeatTicks()) {
            askNext();
        }
    }

    /** Someone read an entry, and it was not sound. */
    void suspect(long index) {
        if (suspects.size() < SUSPECTS_MAX) {
            suspects.add(index);
        }
    }

    /** The last entry that is damaged here and that no other replica could give back when it was asked last; 0 if there is none. */
    long lostIndex() {
        return lost.isEmpty() ? 0 : lost.last();
    }

    /** The log begins elsewhere: nothing that was known of it counts. */
    void restart() {
        suspects.clear();
        lost.clear();
        rest(1);
    }

    private void rest(int ticks) {
        phase = Phase.RESTING;
        place = null;
        roundPlace = null;
        onSuspect = false;
        current = null;
        indexesDue = NONE;
        arrived = null;
        unasked.clear();
        restTicks = ticks;
    }

    private void begin() {
        if (!onSuspect && !suspects.isEmpty()) {
            beginSuspect(suspects.pollFirst());
        } else if (phase == Phase.RESTING
                && restTicks == 0
                && config.bytesPerTick() > 0
                && log.base().position() < sealedPosition) {
            restTicks = config.roundTicks();
            unrepairedInRound = 0;
            check(log.base(), sealedPosition);
        }
    }

    private void beginSuspect(long index) {
        // It is to be applied, perhaps, and can not be before it is mended: it is enough that it is decided.
        boolean decided = index >= log.firstIndex()
                && index <= log.lastIndex()
                && log.entryAt(index).endPosition() <= decidedPosition;
        if (decided) {
            roundPlace = place;
            onSuspect = true;
            check(log.placeBefore(index), log.entryAt(index).endPosition());
        }
    }

    private void check(LogBase from, long end) {
        phase = Phase.CHECKING;
        place = from;
        endPosition = end;
        current = null;
    }

    /** What was to be checked was. */
    private void ended() {
        if (onSuspect) {
            onSuspect = false;
            if (roundPlace == null) {
                phase = Phase.RESTING;
                place = null;
            } else {
                check(roundPlace, sealedPosition);
            }
            return;
        }
        roundCount++;
        unrepairedCount = unrepairedInRound;
        phase = Phase.RESTING;
        place = null;
        if (unrepairedInRound > 0) {
            restTicks = Math.min(restTicks, config.retryTicks());
        }
    }

    /** What to do next on the disk, or null. */
    DiskStep nextStep() {
        if (phase == Phase.WRITING && arrived != null) {
            Writing writing = new Writing(place, arrived);
            arrived = null;
            current = writing;
            return writing;
        }
        if (phase != Phase.CHECKING || (allowanceBytes <= 0 && !onSuspect)) {
            return null;
        }
        if (indexesDue != NONE) {
            CheckingIndexes checking = new CheckingIndexes(indexesDue);
            indexesDue = NONE;
            current = checking;
            return checking;
        }
        if (place.position() >= endPosition) {
            ended();
            return null;
        }
        Checking checking = new Checking(place, endPosition);
        current = checking;
        return checking;
    }

    private void checked(LogBase from, ScrubResult result) {
        allowanceBytes -= result.readBytes();
        lost.subSet(from.index() + 1, result.soundTo().index() + 1).clear();
        place = result.soundTo();
        checkedBytes += result.readBytes();
        boolean damaged = result.isDamaged();
        damagedCount += damaged ? 1 : 0;
        if (!onSuspect && place.index() > 0 && log.segmentStart(place.position()) == place.position()) {
            indexesDue = log.segmentStart(place.position() - 1);
        }
        if (damaged && place.position() >= log.base().position()) {
            LOG.warn(
                    "node={} found its log damaged at position={} index={}: {}. It asks the others for what belongs there.",
                    self,
                    place.position(),
                    place.index() + 1,
                    result.damage());
            unasked.clear();
            unasked.addAll(peers.get());
            ask();
        }
    }

    private void checkedIndexes(long segmentStart, boolean sound) {
        if (!sound && segmentStart >= log.base().position()) {
            damagedIndexCount++;
            LOG.warn("node={} found an index damaged beside segment={}: it is made again", self, segmentStart);
            indexDamage.accept(segmentStart);
        }
    }

    private void askNext() {
        unasked.pollFirst();
        ask();
    }

    private void ask() {
        if (unasked.isEmpty()) {
            giveUp("no other replica could give what belongs there");
            return;
        }
        phase = Phase.ASKING;
        silentTicks = 0;
        world.send(new RaftMessage.EntryFetch(self, unasked.peekFirst(), 0, place.index() + 1), List.of());
    }

    /** Leaves the damage for the next round, and goes on behind it. */
    private void giveUp(String why) {
        lost.add(place.index() + 1);
        unrepairedInRound++;
        unrepairedCount = Math.max(unrepairedCount, unrepairedInRound);
        LOG.error(
                "node={} its log stays damaged at position={} index={}: {}. It tries again later.",
                self,
                place.position(),
                place.index() + 1,
                why);
        log.placeAfter(place.index() + 1, endPosition)
                .ifPresentOrElse(behind -> check(behind, endPosition), this::ended);
    }

    /** A peer's answer. Whatever was not asked for is dropped. */
    void chunk(RaftMessage.EntryChunk chunk, ByteBuffer bytes) {
        boolean asked =
                phase == Phase.ASKING && chunk.from().equals(unasked.peekFirst()) && chunk.index() == place.index() + 1;
        if (!asked) {
            return;
        }
        try {
            if (!bytes.hasRemaining()) {
                askNext();
                return;
            }
            List<EntryMeta> entries = log.parseAfter(place, bytes);
            long lengthBytes = entries.get(entries.size() - 1).endPosition() - place.position();
            arrived = bytes.slice(bytes.position(), (int) lengthBytes);
            phase = Phase.WRITING;
        } catch (CorruptEntryException useless) {
            LOG.warn(
                    "node={} peer={} sent entries that are not those of index={}: {}",
                    self,
                    chunk.from(),
                    chunk.index(),
                    useless.getMessage());
            askNext();
        }
    }

    private void written(ScrubResult result, NodeId peer) {
        if (result.isDamaged()) {
            giveUp("what was written there cannot be read back: " + result.damage());
            return;
        }
        lost.subSet(place.index() + 1, result.soundTo().index() + 1).clear();
        repairedCount++;
        repairedBytes += result.rewrittenBytes();
        LOG.warn(
                "node={} repaired its log at position={} index={} with the entries of peer={}: {} bytes",
                self,
                place.position(),
                place.index() + 1,
                peer,
                result.rewrittenBytes());
        check(result.soundTo(), Math.max(endPosition, result.soundTo().position()));
    }

    /** Reads and checks some of the log. */
    private final class Checking implements DiskStep {
        private final LogBase from;
        private final long end;
        private ScrubResult result; // null until run

        Checking(LogBase from, long end) {
            this.from = from;
            this.end = end;
        }

        @Override
        public void run() {
            result = log.checkStored(from, end, config.pieceBytes());
        }

        @Override
        public void done() {
            if (current == this) {
                checked(from, result);
            }
        }
    }

    /** Reads the files beside a segment. */
    private final class CheckingIndexes implements DiskStep {
        private final long segmentStart;
        private boolean sound;

        CheckingIndexes(long segmentStart) {
            this.segmentStart = segmentStart;
        }

        @Override
        public void run() {
            sound = log.areIndexesSound(segmentStart);
        }

        @Override
        public void done() {
            if (current == this) {
                checkedIndexes(segmentStart, sound);
            }
        }
    }

    /** Writes a peer's entries. */
    private final class Writing implements DiskStep {
        private final LogBase from;
        private final ByteBuffer entries;
        private final NodeId peer = unasked.peekFirst();
        private ScrubResult result; // null until run

        Writing(LogBase from, ByteBuffer entries) {
            this.from = from;
            this.entries = entries;
        }

        @Override
        public void run() throws StorageFailure {
            result = log.rewrite(from, entries);
        }

        @Override
        public void done() {
            if (current == this) {
                written(result, peer);
            }
        }
    }
}
