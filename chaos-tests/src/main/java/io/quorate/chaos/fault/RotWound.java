package io.quorate.chaos.fault;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.cluster.Sabotage;
import io.quorate.chaos.cluster.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A damaged file. It is over when the bytes are there again as the other replicas have them, or an index's as it was; or when
 * the node said that it cannot mend that, and came back the way its documentation tells.
 */
final class RotWound extends LastingWound {
    private static final int DAMAGED_EXIT_CODE = 72;
    private static final Pattern NOTICED =
            Pattern.compile("(?i)damaged|BAD_|repaired|made again|not used|no longer used|neither copy");

    private final String node;
    private final Rot rot;
    private final Done done;
    private boolean replaced;

    /**
     * @param before what was in the file
     * @param what was done to it
     * @param differs whether the file showed it
     * @param logLine where the node's log ended then
     */
    record Done(Path file, ByteBuffer before, String what, boolean differs, int logLine) {}

    RotWound(Cluster cluster, String node, Rot rot, Done done) {
        super(cluster, List.of(node));
        this.node = node;
        this.rot = rot;
        this.done = done;
    }

    @Override
    public Optional<String> bite() {
        boolean hit = done.differs() && (rot.running() || cluster.isFrozenOrGone(node));
        return hit ? Optional.of(done.what()) : Optional.empty();
    }

    /** A running node that has read a file reads it again only when it starts. */
    @Override
    public void heal() {
        boolean readAtStart = rot.part() == Rot.Part.SNAPSHOT || rot.part() == Rot.Part.STATE;
        if (!rot.running() || readAtStart) {
            restart(node);
        }
    }

    @Override
    public Optional<String> healed() {
        OptionalInt code = cluster.exitCode(node);
        if (code.isPresent() && code.getAsInt() != Recovery.COULD_NOT_START) {
            replace(code.getAsInt());
        }
        Optional<String> whole = recovery.proof();
        return whole.flatMap(proof -> restored().map(how -> how + noticed() + "; " + proof));
    }

    /** What the documentation says of exit code 72. Any other is a breach, but the run goes on. */
    private void replace(int exitCode) {
        if (exitCode != DAMAGED_EXIT_CODE || replaced) {
            breach(node + " ended with " + exitCode + " after " + done.what()
                    + (replaced ? ", and a second time" : ""));
        }
        replaced = true;
        Comeback.wipe(cluster, node);
        cluster.start(node);
        Comeback.replace(cluster, node).ifPresent(this::breach);
    }

    private Optional<String> restored() {
        if (replaced) {
            return Optional.of("ended with " + DAMAGED_EXIT_CODE + ", came back by member replace");
        }
        if (isLetGo()) {
            return Optional.of("the log does not reach back to it any more");
        }
        return switch (rot.part()) {
            case SEALED, ACTIVE -> isAsElsewhere() ? Optional.of("bytes as on the others") : Optional.empty();
            case INDEX -> isAsBefore() ? Optional.of("bytes as before") : Optional.empty();
            // A newer one may have been made before it started again: then nobody read the damaged one.
            case SNAPSHOT -> Optional.of("started with another");
            case STATE -> Optional.of("started with what is left");
        };
    }

    /** Retention has removed it, and not only the fault: nobody has it, and everybody's log begins behind it. */
    private boolean isLetGo() {
        boolean isOfLog = rot.part() != Rot.Part.SNAPSHOT && rot.part() != Rot.Part.STATE;
        return isOfLog && cluster.nodes().stream().allMatch(this::isBehindIt);
    }

    private boolean isBehindIt(String other) {
        List<Path> segments = StoreFiles.segments(cluster.sabotage().store(other));
        return !segments.isEmpty() && StoreFiles.startPosition(segments.get(0)) > StoreFiles.startPosition(done.file());
    }

    private ByteBuffer now() {
        return Rot.read(done.file(), done.before().capacity());
    }

    private boolean isAsBefore() {
        return now().equals(done.before());
    }

    /** A tail that nobody had confirmed may have given way to another leader's: then it is not as before. */
    private boolean isAsElsewhere() {
        Sabotage behind = cluster.sabotage();
        Path name = behind.store(node).relativize(done.file());
        ByteBuffer here = now();
        return here.capacity() == done.before().capacity()
                && cluster.nodes().stream()
                        .filter(other -> !other.equals(node))
                        .allMatch(other ->
                                here.equals(Rot.read(behind.store(other).resolve(name), here.capacity())));
    }

    /** What the node's log says about it. */
    private String noticed() {
        return sabotage.logFrom(node, done.logLine()).stream()
                .filter(line -> NOTICED.matcher(line).find())
                .findFirst()
                .map(line -> "; it said: " + line)
                .orElse("");
    }
}
