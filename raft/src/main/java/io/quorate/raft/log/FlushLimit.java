package io.quorate.raft.log;

/**
 * What a flush may write, as things stood when it was asked for. Entries appended after that may already wait when it runs;
 * those that depend on hard state not yet on disk must not get there first.
 *
 * @param generation the log's. Entries appended after a later truncation stay: the lowered watermark goes first
 * @param term on disk by then. Entries of a later term stay: a replica must not find entries of a term it has not seen
 */
public record FlushLimit(long generation, long term) {}
