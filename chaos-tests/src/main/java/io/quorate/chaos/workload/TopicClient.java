package io.quorate.chaos.workload;

import io.quorate.chaos.cluster.Cluster;
import io.quorate.chaos.record.Recorder;
import io.quorate.protocol.Perm;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.header.CreateTopicHeader;
import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RequestException;
import io.quorate.simulation.check.Operation.Register;
import io.quorate.simulation.check.Outcome;
import java.util.Random;

/** Makes topics with some number of queues, deletes them, and asks any node how many queues one has; 0: there is no such topic. */
final class TopicClient extends ClientLoop {
    private static final int QUEUES_MAX = 5;
    private static final int NO_TOPIC = 0;

    private final WireClient client;
    private final Cluster cluster;
    private final TopicKeys keys;
    private final boolean writer;
    private final NodeChoice nodes;

    TopicClient(
            WireClient client,
            Cluster cluster,
            TopicKeys keys,
            boolean writer,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.client = client;
        this.cluster = cluster;
        this.keys = keys;
        this.writer = writer;
        this.nodes = new NodeChoice(cluster, random);
    }

    @Override
    void step() throws InterruptedException {
        String topic = keys.next();
        if (writer && random.nextInt(3) > 0) {
            write(topic, random.nextInt(3) == 0 ? NO_TOPIC : 1 + random.nextInt(QUEUES_MAX));
        } else {
            read(topic);
        }
    }

    private void write(String topic, int queueCount) throws InterruptedException {
        RemotingCommand request;
        if (queueCount == NO_TOPIC) {
            request =
                    RemotingCommand.request(RequestCode.DELETE_TOPIC_IN_BROKER).field("topic", topic);
        } else {
            request = RemotingCommand.request(RequestCode.UPDATE_AND_CREATE_TOPIC);
            new CreateTopicHeader(topic, "", queueCount, queueCount, Perm.READ | Perm.WRITE, "SINGLE_TAG", 0, false, "")
                    .encode(request.extFields());
        }
        String node = nodes.next();
        Register open = recorder.invoked(process(), call -> Register.write(call, topic, queueCount));
        Outcome outcome;
        try {
            int code = client.call(cluster.address(node), request).code();
            outcome = code == ResponseCode.SUCCESS ? Outcome.OK : Endings.ofCode(code);
        } catch (RemotingException e) {
            outcome = Endings.ofFailure(e);
        }
        if (outcome != Outcome.OK) {
            nodes.failed();
        }
        if (outcome == Outcome.INFO) {
            keys.unknown(topic);
        }
        ended(open, outcome);
    }

    private void read(String topic) throws InterruptedException {
        String node = nodes.next();
        Register open = recorder.invoked(process(), call -> Register.read(call, topic));
        try {
            RemotingCommand answer = client.call(
                    cluster.address(node),
                    RemotingCommand.request(RequestCode.GET_TOPIC_CONFIG).field("topic", topic));
            if (answer.code() == ResponseCode.SUCCESS || answer.code() == ResponseCode.TOPIC_NOT_EXIST) {
                int queueCount = answer.code() == ResponseCode.SUCCESS ? queueCount(answer) : NO_TOPIC;
                recorder.ended(nanos -> open.with(open.call().ok(nanos, node)).answered(nanos, queueCount));
                return;
            }
        } catch (RemotingException | RequestException noAnswer) {
            // A read without an answer says nothing.
        }
        nodes.failed();
        recorder.ended(nanos -> open.with(open.call().fail(nanos)));
    }

    private static int queueCount(RemotingCommand answer) throws RequestException {
        return JsonObject.parse(answer.body(), "TopicConfig").intOr("writeQueueNums", NO_TOPIC);
    }
}
