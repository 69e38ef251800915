package io.quorate.broker.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Commands with their bytes, ready for an entry. */
final class EncodedCommands {
    private final List<Command> commands;
    private final List<byte[]> records;
    private final int lengthBytes;

    EncodedCommands(List<? extends Command> commands) {
        this.commands = List.copyOf(commands);
        this.records = new ArrayList<>(commands.size());
        int length = 0;
        for (Command command : commands) {
            byte[] record = CommandCodec.encode(command);
            records.add(record);
            length = Math.addExact(length, record.length);
        }
        this.lengthBytes = length;
    }

    int count() {
        return commands.size();
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** Writes the records; replica loop. The assigner learns what changes the offsets of records that come after. */
    void writeTo(ByteBuffer target, QueueOffsetAssigner assigner) {
        for (byte[] record : records) {
            target.put(record);
        }
        for (Command command : commands) {
            if (command instanceof TopicDelete deletion) {
                assigner.topicDeleted(deletion.topic());
            }
        }
    }
}
