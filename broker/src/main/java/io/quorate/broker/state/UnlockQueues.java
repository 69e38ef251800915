package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Frees those of the queues that the client holds. */
public record UnlockQueues(String consumerGroup, String clientId, List<QueueKey> queues) implements Command {
    static final CommandSchema<UnlockQueues> SCHEMA = new CommandSchema<>(UnlockQueues.class) {
        @Override
        UnlockQueues read(Input input) throws IOException {
            String consumerGroup = "";
            String clientId = "";
            List<QueueKey> queues = new ArrayList<>();
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> consumerGroup = input.readString();
                    case 2 -> clientId = input.readString();
                    case 3 -> queues.add(QueueKey.SCHEMA.readNested(input));
                    default -> throw unknownField(number);
                }
            }
            return new UnlockQueues(consumerGroup, clientId, queues);
        }

        @Override
        void write(Output output, UnlockQueues command) throws IOException {
            output.writeString(1, command.consumerGroup, false);
            output.writeString(2, command.clientId, false);
            for (QueueKey queue : command.queues) {
                QueueKey.SCHEMA.writeNested(output, 3, queue, true);
            }
        }
    };

    public UnlockQueues {
        queues = List.copyOf(queues);
    }

    @Override
    public CommandType type() {
        return CommandType.UNLOCK_QUEUES;
    }

    @Override
    public void applyTo(Tables tables, AppliedAt at) {
        queues.forEach(queue -> tables.locks().unlock(consumerGroup, queue, clientId));
    }
}
