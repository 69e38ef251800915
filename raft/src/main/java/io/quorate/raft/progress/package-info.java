/**
 * What a leader knows of each follower, and how much is on its way there. Owned by the core's thread. Invariant: what
 * counts as a follower's copy was flushed there.
 */
package io.quorate.raft.progress;
