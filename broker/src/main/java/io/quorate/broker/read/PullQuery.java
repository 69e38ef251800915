package io.quorate.broker.read;

import io.quorate.protocol.TagFilter;

/**
 * What a pull asks for, after the request was checked.
 *
 * @param queueOffset first wanted offset; any value
 * @param maxMsgNums at most so many messages; values below 1 count as 1
 */
public record PullQuery(String topic, int queueId, long queueOffset, int maxMsgNums, TagFilter filter) {}
