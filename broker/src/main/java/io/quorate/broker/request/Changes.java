package io.quorate.broker.request;

import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Command;
import io.quorate.broker.state.CommandProposal;
import io.quorate.protocol.ResponseCode;
import io.quorate.raft.runtime.ProposeOutcome;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Puts commands of a request into the log, all or none, and answers when they are committed. */
final class Changes {
    private final BrokerState state;
    private final LogWrites writes;

    Changes(BrokerState state, LogWrites writes) {
        this.state = state;
        this.writes = writes;
    }

    void apply(LeaderRequest request, List<Command> commands) throws RequestException {
        apply(request, commands, () -> RemotingCommand.response(ResponseCode.SUCCESS));
    }

    /** @param answer made once the commands are applied, on the replica loop */
    void apply(LeaderRequest request, List<Command> commands, Supplier<RemotingCommand> answer)
            throws RequestException {
        if (commands.isEmpty()) {
            request.respond(answer.get());
            return;
        }
        // The proposal wants to know its listener, the listener its ticket, the ticket the proposal's length.
        AtomicReference<LogWrites.Ticket> ticket = new AtomicReference<>();
        CommandProposal proposal = new CommandProposal(
                commands,
                state.offsetAssigner(),
                (ProposeOutcome outcome) -> ticket.get().settleAnnounced(outcome, answer));
        ticket.set(writes.admit(request, proposal.lengthBytes()));
        ticket.get().propose(proposal);
    }

    /**
     * For one that changes no topic: it is answered as soon as it is applied.
     *
     * @param answer made then, on the replica loop, from the index of its entry
     */
    void applyQuietly(LeaderRequest request, Command command, LongFunction<RemotingCommand> answer)
            throws RequestException {
        AtomicReference<LogWrites.Ticket> ticket = new AtomicReference<>();
        CommandProposal proposal = new CommandProposal(
                List.of(command),
                state.offsetAssigner(),
                (ProposeOutcome outcome) -> ticket.get()
                        .settle(
                                outcome,
                                () -> answer.apply(((ProposeOutcome.Committed) outcome)
                                        .entry()
                                        .index())));
        ticket.set(writes.admit(request, proposal.lengthBytes()));
        ticket.get().propose(proposal);
    }
}
