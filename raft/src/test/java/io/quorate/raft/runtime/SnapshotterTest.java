package io.quorate.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.raft.StorageFailure;
import io.quorate.raft.StorageFailure.Reason;
import io.quorate.raft.log.LogBase;
import io.quorate.raft.membership.IndexedMembership;
import io.quorate.raft.membership.Membership;
import io.quorate.raft.snapshot.SnapshotDraft;
import io.quorate.raft.snapshot.SnapshotMeta;
import io.quorate.raft.snapshot.SnapshotPieces;
import io.quorate.raft.snapshot.SnapshotStore;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot of two pieces, on a disk that has no space at one of the steps. */
class SnapshotterTest {
    private static final IndexedMembership NOBODY = new IndexedMembership(0, Membership.NONE);
    private static final int STEPS_MAX = 20;

    private final List<String> done = new ArrayList<>();
    private String failing = ""; // the step that fails
    private Reason reason = Reason.DISK_FULL;
    private final Snapshotter snapshotter = new Snapshotter(store());

    private static LogBase behind(int segments) {
        return new LogBase(segments, 1, 100L * segments, 0, 0);
    }

    private SnapshotStore store() {
        return (SnapshotStore) Proxy.newProxyInstance(
                SnapshotStore.class.getClassLoader(),
                new Class<?>[] {SnapshotStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "cut" -> {
                        ByteBuffer piece = ByteBuffer.allocate(10);
                        SnapshotMeta meta = new SnapshotMeta((LogBase) arguments[0], NOBODY, 20, 1);
                        yield new SnapshotPieces(meta, List.of(piece, piece));
                    }
                    case "draft" -> {
                        step("draft");
                        yield draft();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private SnapshotDraft draft() {
        int[] written = {0};
        return (SnapshotDraft) Proxy.newProxyInstance(
                SnapshotDraft.class.getClassLoader(),
                new Class<?>[] {SnapshotDraft.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "write" -> {
                        step("write" + written[0]);
                        written[0]++;
                        yield true;
                    }
                    case "isComplete" -> written[0] == 2;
                    case "finish" -> {
                        step("finish");
                        yield null;
                    }
                    case "discard" -> {
                        done.add("discard");
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void step(String name) throws StorageFailure {
        if (name.equals(failing)) {
            throw new StorageFailure(reason, name + " failed");
        }
        done.add(name);
    }

    private void runAll() throws StorageFailure {
        for (int i = 0; i < STEPS_MAX; i++) {
            DiskStep step = snapshotter.nextStep();
            if (step != null) {
                step.run();
                step.done();
            }
        }
    }

    private void pass(int ticks) {
        for (int i = 0; i < ticks; i++) {
            snapshotter.tick();
        }
    }

    @Test
    void whatFindsNoSpaceIsGivenUpAndMadeAnewLater() throws StorageFailure {
        for (String at : List.of("draft", "write0", "write1", "finish")) {
            done.clear();
            failing = at;
            snapshotter.taken(behind(1), NOBODY, List.of());
            runAll();
            assertThat(done).doesNotContain("finish");
            assertThat(done.contains("discard")).as("at %s", at).isEqualTo(!at.equals("draft"));
            int before = done.size();
            runAll(); // not at once
            assertThat(done).hasSize(before);
            failing = "";
            pass(1000);
            runAll();
            assertThat(done.subList(before, done.size())).containsExactly("draft", "write0", "write1", "finish");
        }
    }

    @Test
    void aNewerOneTakesThePlaceOfTheOnePutOff() throws StorageFailure {
        failing = "write0";
        snapshotter.taken(behind(1), NOBODY, List.of());
        snapshotter.nextStep().run();
        DiskStep writing = snapshotter.nextStep();
        snapshotter.taken(behind(2), NOBODY, List.of());
        writing.run();
        writing.done();
        failing = "";
        pass(1000);
        runAll();
        assertThat(done.stream().filter("finish"::equals)).hasSize(1);
    }

    @Test
    void whatAnInstalledSnapshotOvertookIsNotTriedAgain() throws StorageFailure {
        failing = "write0";
        snapshotter.taken(behind(1), NOBODY, List.of());
        snapshotter.nextStep().run();
        DiskStep writing = snapshotter.nextStep();
        snapshotter.abandonWaiting();
        writing.run();
        writing.done();
        failing = "";
        pass(1000);
        assertThat(snapshotter.nextStep()).isNull();
    }

    @Test
    void anyOtherFailureIsFinal() {
        failing = "write0";
        reason = Reason.FLUSH_FAILED;
        snapshotter.taken(behind(1), NOBODY, List.of());
        assertThatThrownBy(this::runAll).isInstanceOf(StorageFailure.class);
    }
}
