/**
 * Frames, header codecs, and both ends of a connection.
 *
 * <p>Owning thread: everything of one connection belongs to the I/O loop of its channel; calls from other threads are
 * handed to that loop. Only the admission counters and the client's address slots are shared.
 *
 * <p>Invariants: a request gets at most one response; a call completes exactly once, also when its connection closes;
 * a body handed over is released exactly once; nothing another process sends can do worse than close its own connection.
 */
package io.quorate.remoting;
