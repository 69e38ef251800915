package io.quorate.broker.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.broker.state.TestReplica;
import io.quorate.broker.state.TopicDelete;
import io.quorate.commitlog.index.QueueView;
import io.quorate.protocol.message.MessageRecordCodec;
import io.quorate.protocol.message.MessageRecordView;
import io.quorate.raft.StorageFailure;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageLookupTest {
    private TestReplica replica;
    private MessageLookup lookup;

    @BeforeEach
    void open() throws StorageFailure {
        replica = new TestReplica();
        lookup = new MessageLookup(replica.state(), replica.log()::hold);
    }

    @AfterEach
    void close() throws StorageFailure {
        replica.close();
    }

    @Test
    void onlyTheStartOfARecordAnswers() {
        replica.commit(replica.message("T", 0, null, "a"), replica.message("T", 1, null, "b"));
        long first = queue(0).position(0);
        long second = queue(1).position(0);
        for (long position = -2; position < replica.log().endPosition() + 2; position++) {
            assertThat(lookup.byPosition(position).isPresent())
                    .as("position %d", position)
                    .isEqualTo(position == first || position == second);
        }
        assertThat(lookup.byPosition(Long.MAX_VALUE)).isEmpty();
        assertThat(lookup.byPosition(Long.MIN_VALUE)).isEmpty();
    }

    @Test
    void whatIsNotAppliedIsNotShown() {
        long position = replica.log().endPosition() + replica.log().entryHeaderBytes();
        replica.append(replica.message("T", 0, null, "a"));
        assertThat(lookup.byPosition(position)).isEmpty();
        replica.applyAll();
        assertThat(lookup.byPosition(position)).isPresent();
    }

    /** A record whose body is, byte for byte, a record that says it stands exactly there. */
    @Test
    void recordWithinABodyIsNotARecord() {
        replica.commit(replica.message("T", 0, null, "inner"));
        ByteBuffer forged = ByteBuffer.allocate(queue(0).sizeBytes(0))
                .put(replica.log().slice(queue(0).position(0), queue(0).sizeBytes(0)))
                .flip();
        long outerPosition = replica.log().endPosition() + replica.log().entryHeaderBytes();
        int bodyAt = 88;
        MessageRecordCodec.assign(forged, 0, 0, outerPosition + bodyAt, replica.nowMillis());
        replica.commit(replica.message("T", 0, null, forged.array()));
        ByteBuffer within = replica.log().slice(outerPosition + bodyAt, forged.limit());
        assertThat(new MessageRecordView().wrap(within, 0).problemWithBody()).isNull();
        assertThat(lookup.byPosition(outerPosition + bodyAt)).isEmpty();
        assertThat(lookup.byPosition(outerPosition)).isPresent();
    }

    @Test
    void messagesOfADeletedTopicAreGone() {
        replica.commit(replica.message("T", 0, null, "a"));
        long position = queue(0).position(0);
        replica.commit(replica.commands(new TopicDelete("T")));
        assertThat(lookup.byPosition(position)).isEmpty();
    }

    @Test
    void messagesThatLeftTheLogAreGone() {
        replica.commit(replica.message("T", 0, null, "a"));
        long position = queue(0).position(0);
        assertThat(lookup.byPosition(position)).isPresent();
        MessageLookup late = new MessageLookup(replica.state(), (at, lengthBytes) -> {
            throw new IndexOutOfBoundsException("gone");
        });
        assertThat(late.byPosition(position)).isEmpty();
        replica.state().baseMoved(replica.base());
        assertThat(lookup.byPosition(position)).isEmpty();
    }

    private QueueView queue(int queueId) {
        return replica.state().queues().find("T", queueId).orElseThrow().view();
    }
}
