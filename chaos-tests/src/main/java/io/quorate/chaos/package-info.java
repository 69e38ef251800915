/**
 * Whole groups as real processes, treated as the world treats them: killed, restarted, cut off, fed with garbage, and used
 * through our SDK and through unmodified RocketMQ clients. Here is what the tests of single stories and the chaos suite
 * ({@link io.quorate.chaos.run}) share. Real time lives here alone, and waits are polls with a deadline.
 */
package io.quorate.chaos;
