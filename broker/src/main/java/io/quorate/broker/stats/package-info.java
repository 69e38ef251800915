/**
 * What RocketMQ's tools ask about the traffic of single topics and consumer groups. Counted by any thread, sampled by the
 * broker's timer; this node's alone, and gone with the process.
 */
package io.quorate.broker.stats;
