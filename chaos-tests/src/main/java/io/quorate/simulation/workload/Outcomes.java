package io.quorate.simulation.workload;

import io.quorate.raft.runtime.ProposeOutcome;

/** What a proposal's fate means to the client. */
final class Outcomes {
    private Outcomes() {}

    static Outcome of(ProposeOutcome fate) {
        if (fate instanceof ProposeOutcome.Committed) {
            return Outcome.OK;
        }
        return fate instanceof ProposeOutcome.Unknown ? Outcome.UNKNOWN : Outcome.FAIL;
    }
}
