package io.quorate.broker.transaction;

import io.quorate.broker.state.EncodedRecords;
import io.quorate.broker.state.RecordRewriter;
import io.quorate.protocol.Names;
import io.quorate.protocol.SysFlag;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RequestException;
import java.nio.ByteBuffer;

/** A half message, and what is made of it. */
public final class HalfRecord {
    private final ByteBuffer record;
    private final MessageRecordView view;

    /** @param record of the half topic, or of a transaction put aside; at the buffer's position */
    public HalfRecord(ByteBuffer record) {
        this.record = record;
        this.view = new MessageRecordView().wrap(record);
    }

    /** Where consumers are to find the message. */
    public String realTopic() {
        return view.property(PropertyNames.REAL_TOPIC).orElse("");
    }

    private int realQueueId() {
        // Written by the broker; a record without it, or with nonsense, is not ours and goes to the first queue.
        try {
            return Math.max(
                    0,
                    Integer.parseInt(view.property(PropertyNames.REAL_QUEUE_ID).orElse("0")));
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }

    public String uniqueKey() {
        return view.property(PropertyNames.UNIQUE_KEY).orElse("");
    }

    /** Its id by place, as the producer got it. */
    public String offsetMessageId() {
        return view.offsetMessageId().encode();
    }

    /**
     * The message as consumers see it once it is committed.
     *
     * @param queueCount of its topic by now: if the queue it was sent to is gone nobody would look there, so another one gets it
     */
    EncodedRecords visible(int checkCount, int queueCount) throws RequestException {
        return new RecordRewriter(record.slice())
                .to(realTopic(), realQueueId() % Math.max(1, queueCount))
                .sysFlag(SysFlag.withTransaction(view.sysFlag(), SysFlag.TRANSACTION_COMMIT))
                .preparedTransactionOffset(view.position())
                .properties(properties -> revealed(properties, checkCount))
                .encode();
    }

    private static void revealed(MessageProperties properties, int checkCount) {
        properties.remove(PropertyNames.REAL_TOPIC).remove(PropertyNames.REAL_QUEUE_ID);
        if (checkCount > 0) {
            properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checkCount));
        }
    }

    /** The message put aside: it still says where it wanted to go. */
    EncodedRecords discarded(int checkCount) throws RequestException {
        return new RecordRewriter(record.slice())
                .to(Names.TRANSACTION_CHECK_MAX_TOPIC, 0)
                .properties(properties ->
                        properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checkCount)))
                .encode();
    }

    /** A message that was put aside, as a half message again. */
    public EncodedRecords resumed() throws RequestException {
        return new RecordRewriter(record.slice())
                .to(Names.HALF_TOPIC, 0)
                .properties(properties -> properties.remove(PropertyNames.TRANSACTION_CHECK_TIMES))
                .encode();
    }

    /** What the producer is shown when it is asked: the message where it is to go, at the half message's place. */
    public ByteBuffer shownToProducer(int checkCount) throws RequestException {
        return new RecordRewriter(record.slice())
                .to(realTopic(), realQueueId())
                .properties(properties ->
                        properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checkCount)))
                .encode()
                .at(view.queueOffset(), view.position(), view.storeTimestampMillis());
    }
}
