package io.quorate.simulation.check;

import io.quorate.simulation.check.Operation.Send;
import java.util.HashMap;
import java.util.Map;

/** C7: what one process sent to a queue, each after the answer to the one before, stands there in this order. */
public final class SendOrderCheck {
    private SendOrderCheck() {}

    public static Verdict check(HistoryIndex index) {
        Findings findings = new Findings("C7 send order");
        for (QueueFacts queue : index.queues()) {
            Map<Integer, Send> lastOfProcess = new HashMap<>();
            for (Send send : queue.sends) {
                if (!send.call().isOk() || send.offset() < 0) {
                    continue;
                }
                Send earlier = lastOfProcess.put(send.call().process(), send);
                if (earlier != null && earlier.offset() >= send.offset()) {
                    findings.add(Anomaly.SEND_ORDER, queue.name, earlier, send);
                }
            }
        }
        return findings.verdict();
    }
}
