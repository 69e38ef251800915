package io.quorate.commitlog.snapshot;

/** A snapshot's bytes are not those its checksums were made of. */
final class DamagedSnapshotException extends Exception {
    DamagedSnapshotException(String message) {
        super(message);
    }
}
