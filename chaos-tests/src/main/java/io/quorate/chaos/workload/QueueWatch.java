package io.quorate.chaos.workload;

import io.quorate.chaos.workload.WireClient.Pulled;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.SeenRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Follows the queues of a topic at one node, when all faults are over. Used by one thread. */
final class QueueWatch {
    private static final String CONSUMER_GROUP = "chaos-watch";

    private final WireClient client;
    private final String address;
    private final QueueEnds queues;
    private final Map<Queue, Long> places = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    QueueWatch(WireClient client, String address, QueueEnds queues) {
        this.client = client;
        this.address = address;
        this.queues = queues;
    }

    /** All values that are there by now, as far as can be read at once. */
    Set<String> look() throws InterruptedException {
        for (Queue queue : queues.queues()) {
            try {
                follow(queue);
            } catch (RemotingException | RequestException notNow) {
                // The next look begins where this one ended.
            }
        }
        return seen;
    }

    private void follow(Queue queue) throws RemotingException, RequestException, InterruptedException {
        while (true) {
            long place = places.getOrDefault(queue, 0L);
            Pulled pulled = client.pull(address, CONSUMER_GROUP, queue, place, 0);
            boolean moved = pulled.code() == ResponseCode.SUCCESS || pulled.code() == ResponseCode.PULL_OFFSET_MOVED;
            if (!moved || pulled.nextOffset() <= place) {
                return;
            }
            places.put(queue, pulled.nextOffset());
            pulled.records().stream()
                    .filter(SeenRecord::intact)
                    .map(SeenRecord::value)
                    .forEach(seen::add);
        }
    }
}
