package io.quorate.broker.timer;

import io.quorate.broker.read.LogBytes;
import io.quorate.broker.state.PendingTimer;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.RecordLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the pending messages out of the log, where they may have been for days. Any thread; may wait for the disk. */
final class PendingRecords {
    private static final int HEAD_BYTES = RecordLayout.BORN_HOST_AT;

    /** Longest record that is looked at: what a frame can carry. */
    private static final int RECORD_BYTES_MAX = 16 << 20;

    private final LogBytes log;

    PendingRecords(LogBytes log) {
        this.log = log;
    }

    /**
     * The stored record of a pending message. Empty if it cannot be read now: the disk may have changed what was written, and a
     * repair will bring it back. What is read here is written anew, under a new checksum; so it has to be sound.
     */
    Optional<ByteBuffer> read(PendingTimer timer) {
        try {
            ByteBuffer head = log.slice(timer.position(), HEAD_BYTES);
            int sizeBytes = head.getInt(RecordLayout.TOTAL_SIZE_AT);
            boolean plausible = RecordLayout.isMessageMagic(head.getInt(RecordLayout.MAGIC_AT))
                    && head.getLong(RecordLayout.POSITION_AT) == timer.position()
                    && sizeBytes >= HEAD_BYTES
                    && sizeBytes <= RECORD_BYTES_MAX;
            if (!plausible) {
                return Optional.empty();
            }
            ByteBuffer record = log.slice(timer.position(), sizeBytes);
            MessageRecordView view = new MessageRecordView().wrap(record, 0);
            boolean sound = view.problemWithBody() == null
                    && PendingTimer.of(view).filter(timer::equals).isPresent();
            return sound ? Optional.of(record) : Optional.empty();
        } catch (IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }
}
