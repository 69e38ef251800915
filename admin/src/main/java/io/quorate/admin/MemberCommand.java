package io.quorate.admin;

import io.quorate.client.ClientException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes who belongs to a group. */
@Command(
        name = "member",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        description = "Adds, promotes, removes and replaces the members of a running group, one at a time.")
final class MemberCommand {
    private static final String TO_VOTE = "a voter";

    @Spec
    private CommandSpec spec;

    /** Which node, and how long it may take. */
    static final class Change {
        @Mixin
        private GroupLocation where;

        @Option(names = "--node", required = true, paramLabel = "ID", description = "the node, e.g. n4")
        private String node;

        @Option(
                names = "--timeout",
                defaultValue = "120",
                paramLabel = "SECONDS",
                description = "how long to wait until it is done (default: ${DEFAULT-VALUE})")
        private int timeoutSeconds;
    }

    private interface Steps {
        void carryOut(MemberChange change) throws Exception;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a running node. It becomes a voter once it has caught up.")
    int add(
            @Mixin Change options,
            @Option(
                            names = "--address",
                            required = true,
                            paramLabel = "HOST:PORT",
                            description = "of the node's peer port, as its own configuration has it")
                    String address,
            @Option(names = "--learner", description = "it stays a learner: gets everything, never votes")
                    boolean learner)
            throws Exception {
        String node = options.node;
        return carryOut(options, change -> {
            change.ask(MemberRequest.add(node, address, learner));
            if (learner) {
                awaitCopy(change, node);
                say(node + " is a learner now");
            } else {
                change.await(node, TO_VOTE, now -> now.isVoter(node));
                say(node + " is a voter now");
            }
        });
    }

    /** What the leader has now is on the learner's disk. Without the leader's own word there is nothing to wait for. */
    private static void awaitCopy(MemberChange change, String node) throws Exception {
        long upTo = change.look().lastIndex();
        change.await(
                node,
                "caught up",
                now -> now.find(node)
                        .filter(row -> row.flushedIndex() == MemberRow.UNKNOWN || row.flushedIndex() >= upTo)
                        .isPresent());
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = "Lets a learner become a voter once it has caught up.")
    int promote(@Mixin Change options) throws Exception {
        String node = options.node;
        return carryOut(options, change -> {
            change.ask(MemberRequest.promote(node));
            change.await(node, TO_VOTE, now -> now.isVoter(node));
            say(node + " is a voter now");
        });
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Takes a node out of the group; a leader hands over first. Stop the node then.")
    int remove(@Mixin Change options) throws Exception {
        return carryOut(options, change -> remove(change, options.node));
    }

    private void remove(MemberChange change, String node) throws Exception {
        change.ask(MemberRequest.remove(node));
        change.await(
                node,
                "out of the group",
                now -> now.committed() && now.find(node).isEmpty());
        say(node + " is no member any more; it can be stopped");
    }

    @Command(
            name = "replace",
            mixinStandardHelpOptions = true,
            description = {
                "Without --with: takes a node back whose disk was wiped or exchanged, with the disk it has now.",
                "With --with: adds another node, waits until it votes, then removes the old one."
            })
    int replace(
            @Mixin Change options,
            @Option(names = "--with", paramLabel = "ID", description = "the node that takes its place")
                    String successor,
            @Option(
                            names = "--address",
                            paramLabel = "HOST:PORT",
                            description = "of the newcomer's peer port (default: the node's old one)")
                    String address)
            throws Exception {
        String node = options.node;
        if (successor == null || successor.equals(node)) {
            return carryOut(options, change -> {
                change.ask(MemberRequest.replace(node, address));
                change.await(node, TO_VOTE, now -> now.isVoter(node));
                say(node + " is a voter again, with the disk it has now");
            });
        }
        if (address == null) {
            throw new ParameterException(
                    spec.subcommands().get("replace"), "--with needs --address: where is " + successor + "?");
        }
        return carryOut(options, change -> {
            requireMember(change, node);
            bringIn(change, successor, address);
            say(successor + " is a voter now");
            remove(change, node);
        });
    }

    private static void requireMember(MemberChange change, String node) throws Exception {
        if (change.look().find(node).isEmpty()) {
            throw new ClientException(ClientException.NO_CODE, "the group has no node " + node);
        }
    }

    /** Goes on where an earlier attempt was broken off. */
    private static void bringIn(MemberChange change, String node, String address) throws Exception {
        Optional<MemberRow> present = change.look().find(node);
        if (present.isEmpty()) {
            change.ask(MemberRequest.add(node, address, false));
        } else if (!present.get().voter() && !present.get().becomesVoter()) {
            change.ask(MemberRequest.promote(node));
        }
        change.await(node, TO_VOTE, now -> now.isVoter(node));
    }

    private int carryOut(Change options, Steps steps) throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            steps.carryOut(
                    new MemberChange(calls, options.where, spec.commandLine().getErr(), options.timeoutSeconds));
            return 0;
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
