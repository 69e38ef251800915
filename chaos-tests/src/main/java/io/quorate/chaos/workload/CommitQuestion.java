package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.check.Operation.CommitQuery;

/** What is this consumer group's offset in this queue? */
final class CommitQuestion {
    private CommitQuestion() {}

    /** Returns whether there was an answer. */
    static boolean ask(
            WireClient client,
            Cluster cluster,
            NodeChoice nodes,
            String consumerGroup,
            Queue queue,
            Recorder recorder,
            int process)
            throws InterruptedException {
        String node = nodes.next();
        CommitQuery open = recorder.invoked(process, call -> new CommitQuery(call, consumerGroup, queue.toString()));
        try {
            RemotingCommand answer = client.committed(cluster.address(node), consumerGroup, queue);
            if (answer.code() == ResponseCode.SUCCESS || answer.code() == ResponseCode.QUERY_NOT_FOUND) {
                long offset = answer.code() == ResponseCode.SUCCESS ? WireClient.offsetField(answer) : Operation.NONE;
                recorder.ended(nanos ->
                        new CommitQuery(open.call().ok(nanos, node), open.consumerGroup(), open.queue(), offset));
                return true;
            }
        } catch (RemotingException | RequestException noAnswer) {
            // A read without an answer says nothing.
        }
        nodes.failed();
        recorder.ended(nanos -> open.with(open.call().fail(nanos)));
        return false;
    }
}
