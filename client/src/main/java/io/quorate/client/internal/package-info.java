/**
 * The client's machinery below the public API: timers, name server calls, calls to a replica group with retries,
 * bounds, offset bookkeeping. Knows nothing of the API's types. Not for applications: may change at any time.
 *
 * <p>Threads: each class says which. One {@link io.quorate.client.internal.Loop} a client runs all timers and retries;
 * answers arrive on I/O loops.
 *
 * <p>Invariant: no call waits for ever, since each attempt is bounded by what is left until its call's deadline.
 */
package io.quorate.client.internal;
