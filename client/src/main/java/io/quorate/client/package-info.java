/**
 * The SDK: a shared client, producers, push consumers, admin calls. What is public here is the API, and nothing else is.
 *
 * <p>Threads: API methods may be called from any thread. A {@link io.quorate.client.QuorateClient} owns one loop thread
 * (timers, retries, all consumer state) and a few I/O loops; futures complete on either, so what is chained to them must
 * not block. Listeners run on the consumer's own threads.
 *
 * <p>Invariants: a send's future always completes, soon after its deadline at the latest, and says whether the message
 * may be stored; a consumer commits no offset beyond a message its listener has not done with, and moves over no message
 * it was not given.
 */
package io.quorate.client;
