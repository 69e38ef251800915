package io.quorate.broker.state;

/** A queue by name. */
public record QueueKey(String topic, int queueId) {}
