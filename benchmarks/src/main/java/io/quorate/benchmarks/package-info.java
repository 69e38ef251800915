/**
 * How fast and how dear a running group is: a load generator for our SDK and for the official client, which prints one
 * JSON line a run. Most of its loads are closed loops: a sender sends its next message when the last one is answered, so
 * their latencies are those of a system that is never overrun. Only the end-to-end load sends at a fixed rate.
 */
package io.quorate.benchmarks;
