/**
 * Consumers that are to go on elsewhere: offsets reset on purpose are part of the replicated state ({@link
 * io.quorate.broker.state.OffsetResetTable}); here is how consumers come to know. Any thread.
 */
package io.quorate.broker.reset;
