/**
 * The replicated log as the core and the replica see it: entries by index, term, position and length. Interfaces and values;
 * the commitlog module implements them.
 */
package io.quorate.raft.log;
