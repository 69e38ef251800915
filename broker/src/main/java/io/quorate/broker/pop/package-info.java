/**
 * Popping: the broker gives messages out, each for a time, and gives them out again unless they are acknowledged. What is in
 * hand is replicated ({@link io.quorate.broker.state.PopTable}); here a leader chooses what to give, and holds polls that
 * found nothing. Safe from any thread; only woken by the replica loop.
 */
package io.quorate.broker.pop;
