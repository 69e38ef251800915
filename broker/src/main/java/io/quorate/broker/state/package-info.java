/**
 * The replicated state machine: topics, consumer groups, offsets and queues as functions of the log, the commands that
 * change them, and the proposals that put messages and commands into the log.
 *
 * <p>Owning thread: the replica loop applies and is the only writer; any thread reads the tables. Encoding and gathering
 * happen on I/O loops.
 *
 * <p>Invariants: what is applied depends on the log alone, never on a clock, the configuration or the order of a hash map;
 * queue offsets are dense; tables are asked for again for each use, since a restored snapshot puts others in their place;
 * a reader that sees {@link io.quorate.broker.state.Applied} at an index sees the tables at least
 * as of that index.
 */
package io.quorate.broker.state;
