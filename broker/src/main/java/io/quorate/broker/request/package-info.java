/**
 * What clients ask for: one handler a request family. Everything runs on the I/O loop the request came in on and never
 * blocks; what must wait for the log is answered from the replica loop, what waits for a leader from the broker's timer.
 *
 * <p>Invariants: every request is answered exactly once (a oneway one: never); what only the leader may do passes {@link
 * io.quorate.broker.request.LeaderGate}; "stored" is answered only for what is committed.
 */
package io.quorate.broker.request;
