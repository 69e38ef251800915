package io.quorate.commitlog.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The three index files of a sealed segment, open. Any thread, between {@link #tryRetain} and {@link #release}. */
final class SealedFiles {
    private static final List<IndexKind> KINDS = List.of(IndexKind.QUEUES, IndexKind.KEYS, IndexKind.TIME);

    private final List<IndexFile> files;
    private final SealedQueues queues;
    private final SealedKeys keys;
    private final SealedTimes times;

    private SealedFiles(List<IndexFile> files) {
        this.files = files;
        this.queues = new SealedQueues(files.get(0));
        this.keys = new SealedKeys(files.get(1));
        this.times = new SealedTimes(files.get(2));
    }

    /** Empty if one of them is missing or cannot be used: then they are made again. */
    static Optional<SealedFiles> open(IndexPlace place, SealedSegment segment) throws IOException {
        List<IndexFile> opened = new ArrayList<>();
        try {
            for (IndexKind kind : KINDS) {
                IndexFile.open(place.disk(), place.folder(), kind, segment).ifPresent(opened::add);
            }
        } catch (IOException e) {
            opened.forEach(IndexFile::release);
            throw e;
        }
        if (opened.size() < KINDS.size()) {
            opened.forEach(IndexFile::release);
            return Optional.empty();
        }
        return Optional.of(new SealedFiles(opened));
    }

    /** Makes the files, over those that are there. */
    static void write(IndexPlace place, SealedSegment segment, SegmentMessages messages) throws IOException {
        write(place, segment, IndexKind.QUEUES, SealedQueues.encode(messages));
        write(place, segment, IndexKind.KEYS, SealedKeys.encode(messages));
        write(place, segment, IndexKind.TIME, SealedTimes.encode(messages));
    }

    private static void write(IndexPlace place, SealedSegment segment, IndexKind kind, IndexBody parts)
            throws IOException {
        IndexFile.write(place.disk(), place.folder(), kind, segment, parts.directory(), parts.body());
    }

    /** Removes what a segment that is gone has left. */
    static void delete(IndexPlace place, SealedSegment segment) throws IOException {
        for (IndexKind kind : KINDS) {
            var path = place.folder().resolve(kind.nameOf(segment.startPosition()));
            if (place.disk().exists(path)) {
                place.disk().delete(path);
            }
        }
    }

    SealedQueues queues() {
        return queues;
    }

    SealedKeys keys() {
        return keys;
    }

    SealedTimes times() {
        return times;
    }

    boolean tryRetain() {
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).tryRetain()) {
                files.subList(0, i).forEach(IndexFile::release);
                return false;
            }
        }
        return true;
    }

    void release() {
        files.forEach(IndexFile::release);
    }
}
