package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;

/**
 * A transactional message that is stored, and of which nobody has said yet whether it may be seen. Immutable.
 *
 * @param queueOffset of its half message in the half topic's queue; the transaction's name
 * @param position of the half message in the log
 * @param storedMillis when it was stored, by the log's clock
 * @param immunityMillis age before which its producer is not to be asked, {@link #USUAL_IMMUNITY} if it does not say
 * @param checkCount how often its producer was asked
 * @param checkedMillis when that was last, by the leader's clock of then; 0 if never
 */
public record OpenTransaction(
        long queueOffset,
        long position,
        long storedMillis,
        long immunityMillis,
        int checkCount,
        long checkedMillis,
        String producerGroup) {
    public static final long USUAL_IMMUNITY = -1;

    static final CommandSchema<OpenTransaction> SCHEMA = new CommandSchema<>(OpenTransaction.class) {
        @Override
        OpenTransaction read(Input input) throws IOException {
            long queueOffset = 0;
            long position = 0;
            long storedMillis = 0;
            long immunityMillis = 0;
            int checkCount = 0;
            long checkedMillis = 0;
            String producerGroup = "";
            for (int number = nextField(input); number != 0; number = nextField(input)) {
                switch (number) {
                    case 1 -> queueOffset = input.readInt64();
                    case 2 -> position = input.readInt64();
                    case 3 -> storedMillis = input.readInt64();
                    case 4 -> immunityMillis = input.readInt64();
                    case 5 -> checkCount = input.readInt32();
                    case 6 -> checkedMillis = input.readInt64();
                    case 7 -> producerGroup = input.readString();
                    default -> throw unknownField(number);
                }
            }
            return new OpenTransaction(
                    queueOffset, position, storedMillis, immunityMillis, checkCount, checkedMillis, producerGroup);
        }

        @Override
        void write(Output output, OpenTransaction open) throws IOException {
            output.writeInt64(1, open.queueOffset, false);
            output.writeInt64(2, open.position, false);
            output.writeInt64(3, open.storedMillis, false);
            output.writeInt64(4, open.immunityMillis, false);
            output.writeInt32(5, open.checkCount, false);
            output.writeInt64(6, open.checkedMillis, false);
            output.writeString(7, open.producerGroup, false);
        }
    };

    OpenTransaction checked(long nowMillis) {
        return withChecks(checkCount + 1, nowMillis);
    }

    OpenTransaction unchecked() {
        return withChecks(0, 0);
    }

    private OpenTransaction withChecks(int count, long lastMillis) {
        return new OpenTransaction(
                queueOffset, position, storedMillis, immunityMillis, count, lastMillis, producerGroup);
    }
}
