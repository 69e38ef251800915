/**
 * Whole groups as real processes on loopback, treated as the world treats them: killed, restarted, fed with garbage, and
 * used through our SDK and through unmodified RocketMQ clients. Each test class owns its group; real time lives here
 * alone, and waits are polls with a deadline.
 */
package io.quorate.chaos;
