package io.quorate.broker.request;

import io.quorate.protocol.Perm;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.TopicConfig;
import io.quorate.remoting.RequestException;

/**
 * What is said of topics that may not be written, or not be read. RocketMQ leaves it to routes to keep producers away, which
 * those that know a queue already do not look at; here they are refused.
 */
final class TopicPermissions {
    private TopicPermissions() {}

    static void requireWritable(TopicConfig topic) throws RequestException {
        if (!Perm.isWritable(topic.perm())) {
            throw new RequestException(ResponseCode.NO_PERMISSION, sentence(topic, "written"));
        }
    }

    static String unreadable(TopicConfig topic) {
        return sentence(topic, "read");
    }

    private static String sentence(TopicConfig topic, String deed) {
        return "the topic " + topic.topicName() + " may not be " + deed + ", its perm is " + topic.perm()
                + ": updateTopic -p 6 gives the permission back";
    }
}
