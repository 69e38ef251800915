package io.quorate.broker.state;

import io.quorate.commitlog.EntryHeader;
import io.quorate.commitlog.SegmentEntries;
import io.quorate.commitlog.index.SealedSegment;
import io.quorate.commitlog.index.SegmentDraft;
import io.quorate.commitlog.index.SegmentReader;
import io.quorate.protocol.message.MessageKeys;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.log.CorruptEntryException;
import io.quorate.raft.log.EntryKind;
import io.quorate.raft.log.EntryMeta;
import java.nio.ByteBuffer;

/** Reads sealed segments again to index their messages, as {@link BrokerState} did when it applied them. Any thread. */
public final class LoggedSegments implements SegmentReader {
    private final SegmentEntries.Bytes log;

    public LoggedSegments(SegmentEntries.Bytes log) {
        this.log = log;
    }

    @Override
    public void read(SealedSegment segment, SegmentDraft draft) throws CorruptEntryException {
        Indexing indexing = new Indexing(draft);
        SegmentEntries.forEach(log, segment, indexing::entry);
    }

    @Override
    public long fingerprintBefore(long position) {
        return EntryHeader.fingerprintBefore(log.slice(position, EntryHeader.BYTES));
    }

    private static final class Indexing implements EntryRecords.Visitor {
        private final SegmentDraft draft;
        private final MessageRecordView message = new MessageRecordView();
        private final MessageKeys keys = new MessageKeys();

        Indexing(SegmentDraft draft) {
            this.draft = draft;
        }

        void entry(EntryMeta meta, ByteBuffer entry) {
            if (EntryHeader.kind(entry) == EntryKind.RECORDS) {
                EntryRecords.forEach(meta, entry, this);
            }
        }

        @Override
        public void message(ByteBuffer bytes, int at, int sizeBytes, long position) {
            message.wrap(bytes, at);
            draft.message(
                    message.topic(),
                    message.queueId(),
                    message.queueOffset(),
                    position,
                    sizeBytes,
                    (int) message.tagHash(),
                    message.storeTimestampMillis());
            keys.read(message);
            for (int i = 0; i < keys.count(); i++) {
                draft.key(keys.hash(i), position);
            }
        }

        @Override
        public void command(ByteBuffer bytes, int at, int sizeBytes) {
            Command command = CommandCodec.decode(bytes, at, sizeBytes);
            if (command.type() == CommandType.TOPIC_DELETE) {
                draft.topicDeleted(((TopicDelete) command).topic());
            }
        }
    }
}
