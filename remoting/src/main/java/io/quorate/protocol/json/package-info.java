/**
 * The JSON dialect of RocketMQ's bodies: compact when written; bare numbers and whole objects as keys in both directions.
 * Values belong to whoever made them; no thread.
 *
 * <p>Depth and number of values of a body are bounded: no client can exhaust the stack or the heap with one frame.
 */
package io.quorate.protocol.json;
