/**
 * The name server: which brokers live, which topics they serve, and who leads each replica group. It holds no promise:
 * everything but the key/value settings comes from the brokers' registrations and is forgotten at a restart.
 *
 * <p>Requests run on the I/O loops; the route table is one lock around plain maps with time passed in; files are
 * written on a thread of their own. Invariants: a leader never gives way to one of a lower term; what a route answer
 * names was registered by a live broker.
 */
package io.quorate.namesrv;
