package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.protocol.json.JsonWriter;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows who belongs to a group. */
@Command(
        name = "members",
        mixinStandardHelpOptions = true,
        description = "Shows a group's voters and learners, on which disk each is a member, and how far it is.")
final class MembersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GroupLocation where;

    @Option(names = "--json", description = "JSON instead of a table")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (NodeCalls calls = new NodeCalls()) {
            GroupMembers members = calls.members(where.address(calls));
            if (!members.outside().isEmpty()) {
                throw new ClientException(ClientException.NO_CODE, members.asked() + ": " + members.outside());
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonWriter writer = new JsonWriter();
                members.write(writer);
                out.println(writer);
            } else {
                members.printTable(out);
            }
            return 0;
        }
    }
}
