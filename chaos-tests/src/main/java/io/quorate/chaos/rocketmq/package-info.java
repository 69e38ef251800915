/**
 * Programs for an unmodified RocketMQ client, each run in a JVM of its own with that client's own libraries. They use nothing of
 * ours but the JDK-only {@link io.quorate.simulation.check.MessageBody}, and tell what they saw in lines of words.
 */
package io.quorate.chaos.rocketmq;
