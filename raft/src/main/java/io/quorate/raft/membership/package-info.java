/** Who belongs to a group: members, voters, learners. Values; immutable, from any thread. */
package io.quorate.raft.membership;
