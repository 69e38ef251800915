package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.NamedMessages.Named;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation.Lookup;
import io.quorate.simulation.check.Operation.Name;
import io.quorate.simulation.check.SeenRecord;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Asks for messages by their keys and ids: old ones and new ones, any node. */
final class LookupClient extends ClientLoop {
    private final WireClient client;
    private final Cluster cluster;
    private final String topic;
    private final NamedMessages sent;
    private final NodeChoice nodes;

    LookupClient(
            WireClient client,
            Cluster cluster,
            String topic,
            NamedMessages sent,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.topic = topic;
        this.sent = sent;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        Optional<Named> one = sent.any(random);
        if (one.isPresent() && !ask(one.get(), random.nextBoolean() ? Name.KEY : Name.ID, nodes.next())) {
            nodes.failed();
        }
    }

    /** Returns whether there was an answer. */
    boolean ask(Named message, Name by, String node) throws InterruptedException {
        Lookup open = recorder.invoked(process(), call -> new Lookup(call, message.key(), by));
        try {
            String address = cluster.address(node);
            List<SeenRecord> found = by == Name.KEY
                    ? client.byKey(address, topic, message.key())
                    : client.byPosition(address, message.position());
            recorder.ended(nanos -> new Lookup(open.call().ok(nanos, node), open.value(), by, found));
            return true;
        } catch (RemotingException | RequestException noAnswer) {
            // A read without an answer says nothing.
            recorder.ended(nanos -> open.with(open.call().fail(nanos)));
            return false;
        }
    }
}
