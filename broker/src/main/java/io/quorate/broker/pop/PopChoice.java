package io.quorate.broker.pop;

import io.quorate.broker.state.PopTake;
import java.util.List;

/**
 * What a leader chose to give out.
 *
 * @param items the queues to take from, each claimed; none if there is nothing to give, or to note
 * @param restCount messages left after these, about
 * @param nextVisibleMillis when something in hand may come back, {@link Long#MAX_VALUE} if nothing will
 */
record PopChoice(List<PopTake.Item> items, long restCount, long nextVisibleMillis) {
    boolean hasMessages() {
        return items.stream()
                .anyMatch(item ->
                        !item.freshOffsets().isEmpty() || !item.againOffsets().isEmpty());
    }
}
