package io.quorate.raft.log;

/**
 * How far a flush came.
 *
 * @param index newest entry of which every byte was on disk when the flush began, 0 if none
 * @param term its term
 * @param generation how often the log had been truncated by then. A mark of an older generation says nothing about
 *     entries written since the truncation, even if index and term look alike
 */
public record FlushMark(long index, long term, long generation) {}
