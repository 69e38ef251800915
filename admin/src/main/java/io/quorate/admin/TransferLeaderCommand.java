package io.quorate.admin;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves a group's leadership to another node. */
@Command(
        name = "transfer-leader",
        mixinStandardHelpOptions = true,
        description = "Moves a group's leadership to another node, without a failed send.")
final class TransferLeaderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--namesrv", required = true, description = "NameServer, host:port")
    private String namesrv;

    @Option(names = "--group", required = true, description = "the group (brokerName)")
    private String group;

    @Option(
            names = "--to",
            paramLabel = "NODE",
            description = "who shall lead, e.g. n2; else the most advanced follower")
    private String target;

    @Override
    public Integer call() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            String leader = calls.leaderAddress(namesrv, group);
            calls.transferLeadership(leader, Optional.ofNullable(target));
            spec.commandLine().getOut().println("leadership of " + group + " has left " + leader);
            return 0;
        }
    }
}
