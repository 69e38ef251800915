package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation.Commit;
import io.quorate.simulation.check.Outcome;
import java.util.Optional;
import java.util.Random;

/** Commits consumer offsets and asks for them, each with an answer. */
final class OffsetClient extends ClientLoop {
    private static final int RESTED_PERCENT = 15;

    private final WireClient client;
    private final Cluster cluster;
    private final OffsetKeys keys;
    private final Role role;
    private final NodeChoice nodes;
    private OffsetKeys.Key introduced; // its consumer group exists

    /** What this client does to a key. */
    enum Role {
        READER,
        /** The only writer: its offsets rise. */
        ONE_WRITER,
        /** One of some, each with offsets of its own. */
        WRITER
    }

    OffsetClient(
            WireClient client,
            Cluster cluster,
            OffsetKeys keys,
            Role role,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.keys = keys;
        this.role = role;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        Optional<OffsetKeys.Key> rested =
                role == Role.READER && random.nextInt(100) < RESTED_PERCENT ? keys.anyRested() : Optional.empty();
        if (rested.isPresent()) {
            query(rested.get());
            return;
        }
        OffsetKeys.Key key = keys.next();
        if (!key.equals(introduced) && !introduce(key)) {
            return;
        }
        if (role == Role.READER || random.nextInt(3) == 0) {
            query(key);
        } else {
            commit(key);
        }
    }

    /** A consumer group comes into being with its first pull. */
    private boolean introduce(OffsetKeys.Key key) throws InterruptedException {
        try {
            int code = client.pull(cluster.address(nodes.next()), key.consumerGroup(), key.queue(), 0, 0)
                    .code();
            if (code == ResponseCode.SUCCESS || code == ResponseCode.PULL_NOT_FOUND) {
                introduced = key;
                return true;
            }
        } catch (RemotingException | RequestException notNow) {
            // Another node, the next time.
        }
        nodes.failed();
        return false;
    }

    private void query(OffsetKeys.Key key) throws InterruptedException {
        boolean unused =
                CommitQuestion.ask(client, cluster, nodes, key.consumerGroup(), key.queue(), recorder, process());
    }

    private void commit(OffsetKeys.Key key) throws InterruptedException {
        long offset = role == Role.ONE_WRITER ? keys.rising(key) : keys.any(key);
        String node = nodes.next();
        Commit open = recorder.invoked(
                process(),
                call -> new Commit(call, key.consumerGroup(), key.queue().toString(), offset));
        Outcome outcome;
        try {
            RemotingCommand answer = client.commit(cluster.address(node), key.consumerGroup(), key.queue(), offset);
            outcome = answer.code() == ResponseCode.SUCCESS ? Outcome.OK : Endings.ofCode(answer.code());
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        }
        if (outcome != Outcome.OK) {
            nodes.failed();
        }
        if (outcome == Outcome.INFO) {
            keys.unknown(key);
        }
        ended(open, outcome);
    }
}
