package io.quorate.namesrv;

import java.util.Optional;

/** What became of a registration. */
sealed interface RegisterOutcome {
    /**
     * Taken.
     *
     * @param leader named to followers only, and only while one is registered
     * @param moved whether the id was not held by this address before
     */
    record Accepted(Optional<Leader> leader, boolean moved) implements RegisterOutcome {}

    /** A newer term is known, so nothing changed. Not an error to the sender: it will learn of the newer term itself. */
    record Superseded(long newerTerm) implements RegisterOutcome {}

    /** Not taken; the sender has to do something else. */
    record Refused(String remark) implements RegisterOutcome {}

    /** Where the current leader of a group is. */
    record Leader(String address, String haServerAddress) {}
}
