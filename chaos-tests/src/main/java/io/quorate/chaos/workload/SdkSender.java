package io.quorate.chaos.workload;

import io.quorate.chaos.record.Recorder;
import io.quorate.chaos.workload.WireClient.Queue;
import io.quorate.client.Message;
import io.quorate.client.MessageQueue;
import io.quorate.client.Producer;
import io.quorate.client.SendException;
import io.quorate.client.SendReceipt;
import io.quorate.simulation.check.MessageBody;
import io.quorate.simulation.check.Operation.Send;
import io.quorate.simulation.check.Outcome;
import java.util.Random;

/** Sends as {@link Sender} does, through our SDK, which tries again by itself. What it says of a message's fate is believed. */
final class SdkSender extends ClientLoop {
    private final Producer producer;
    private final String brokerName;
    private final QueueEnds queues;
    private int counter;

    SdkSender(
            Producer producer,
            String brokerName,
            QueueEnds queues,
            Recorder recorder,
            Random random,
            double perSecond) {
        super(recorder, random, perSecond);
        this.producer = producer;
        this.brokerName = brokerName;
        this.queues = queues;
    }

    @Override
    void step() throws InterruptedException {
        Queue queue = queues.queues().get(random.nextInt(queues.queueCount()));
        String value = process() + "-" + ++counter;
        Message message = Message.builder(queue.topic(), MessageBody.of(value, BodySizes.next(random)))
                .queue(new MessageQueue(queue.topic(), brokerName, queue.id()))
                .build();
        Send open = recorder.invoked(process(), call -> new Send(call, queue.toString(), value));
        try {
            SendReceipt receipt = producer.send(message);
            recorder.ended(nanos -> open.acknowledged(nanos, receipt.queueOffset()));
            queues.shown(queue, receipt.queueOffset());
        } catch (SendException e) {
            ended(open, e.fate() == SendException.Fate.NOT_STORED ? Outcome.FAIL : Outcome.INFO);
        }
    }
}
