/**
 * The broker process: reads its configuration, wires the parts, starts and stops them in order, all of it here. Owned by
 * the main thread; the timer's thread runs what happens every so often.
 *
 * <p>Invariant: ports for clients open after everything behind them is ready, and close before any of it stops.
 */
package io.quorate.broker;
