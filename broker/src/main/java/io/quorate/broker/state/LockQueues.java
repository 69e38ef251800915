package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a client of a consumer group those of the queues that no other one holds, as of the entry's timestamp, for {@code
 * lifeMillis} from then on. Which ones it got, the table says afterwards.
 *
 * @param lifeMillis in the command, since replicas may be configured otherwise
 */
public record LockQueues(String consumerGroup, String clientId, long lifeMillis, List<QueueKey> queues)
        implements Command {
    static final CommandSchema<LockQueues> SCHEMA = new CommandSchema<>(LockQueues.class) {
        @Override
        LockQueues read(Input input) throws IOException {
            String consumerGroup = "";
            String clientId = "";
            long lifeMillis = 0;
            List<QueueKey> queues = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> clientId = input.readString();
                    case 3 -> lifeMillis = input.readInt64();
                    case 4 -> queues.add(QueueKey.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new LockQueues(consumerGroup, clientId, lifeMillis, queues);
        }

        @Override
        void write(Output output, LockQueues command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeString(2, command.clientId, false);
            output.writeInt64(3, command.lifeMillis, false);
            for (QueueKey queue : command.queues) {
                QueueKey.SCHEMA.writeNested(output, 4, queue, true);
            }
        }
    };

    public LockQueues {
        queues = List.copyOf(queues);
    }

    @Override
    public CommandType type() {
        return CommandType.LOCK_QUEUES;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        QueueLock lock = new QueueLock(clientId, at.timestampMillis() + lifeMillis);
        queues.forEach(queue -> tables.locks().lock(consumerGroup, queue, lock, at.timestampMillis()));
    }
}
