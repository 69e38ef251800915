package io.quorate.admin;

import io.quorate.protocol.json.JsonObject;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private GroupLocation where;

    @Option(
            names = "--to",
            paramLabel = "NODE",
            description = "who shall lead, e.g. n2; else the most advanced follower")
    private String target;

    @Option(
            names = "--if-leader",
            description = "with --broker: nothing is done, and all is well, if that node does not lead")
    private boolean ifLeader;

    @Override
    public Integer call() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            String leader = where.address(calls);
            Optional<JsonObject> asked = ifLeader ? calls.status(leader) : Optional.empty();
            if (asked.isPresent() && !asked.get().requiredText("role").equals("LEADER")) {
                spec.commandLine().getOut().println(asked.get().requiredText("node") + " does not lead");
                return 0;
            }
            calls.transferLeadership(leader, Optional.ofNullable(target));
            spec.commandLine().getOut().println(said(calls.status(leader)) + " leads now");
            return 0;
        }
    }

    private static String said(Optional<JsonObject> byOldLeader) throws RequestException {
        return byOldLeader.isEmpty() ? "another node" : byOldLeader.get().textOr("leader", "another node");
    }
}
