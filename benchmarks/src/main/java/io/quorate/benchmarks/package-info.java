/**
 * How fast and how dear a running group is: a load generator for our SDK and for the official client, which prints one
 * JSON line a run. It measures a closed loop: a sender sends its next message when the last one is answered, so its
 * latencies are those of a system that is never overrun.
 */
package io.quorate.benchmarks;
