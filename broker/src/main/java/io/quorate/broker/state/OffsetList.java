package io.quorate.broker.state;

import io.protostuff.Input;
import io.protostuff.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Queue offsets as a repeated field: each as its distance from the one before, which takes a byte or two for neighbours. */
final class OffsetList {
    private OffsetList() {}

    /** Gathers the field's values, in order. */
    static final class Reader {
        private final List<Long> queueOffsets = new ArrayList<>();
        private long last;

        void read(Input input) throws IOException {
            last += input.readInt64();
            queueOffsets.add(last);
        }

        List<Long> list() {
            return queueOffsets;
        }
    }

    static void write(Output output, int number, List<Long> queueOffsets) throws IOException {
        long last = 0;
        for (long queueOffset : queueOffsets) {
            output.writeInt64(number, queueOffset - last, true);
            last = queueOffset;
        }
    }
}
