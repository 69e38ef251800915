package io.quorate.namesrv;

import io.quorate.protocol.Perm;
import io.quorate.protocol.body.QueueData;
import io.quorate.protocol.body.TopicConfig;

/** What one replica group serves of one topic: counts of queues to read and to write, permission and topic flag bits. */
record QueueRow(int readQueueCount, int writeQueueCount, int perm, int topicSysFlag) {
    static QueueRow of(TopicConfig topic) {
        return new QueueRow(topic.readQueueCount(), topic.writeQueueCount(), topic.perm(), topic.topicSysFlag());
    }

    static QueueRow of(QueueData queues) {
        return new QueueRow(queues.readQueueCount(), queues.writeQueueCount(), queues.perm(), queues.topicSysFlag());
    }

    QueueData onBroker(String brokerName) {
        return new QueueData(brokerName, readQueueCount, writeQueueCount, perm, topicSysFlag);
    }

    QueueRow withoutWrite() {
        return withPerm(perm & ~Perm.WRITE);
    }

    /** Reads and writes allowed, and nothing else: the inherit bit of a template topic is lost, as tools expect. */
    QueueRow readWrite() {
        return withPerm(Perm.READ | Perm.WRITE);
    }

    private QueueRow withPerm(int changed) {
        return new QueueRow(readQueueCount, writeQueueCount, changed, topicSysFlag);
    }
}
