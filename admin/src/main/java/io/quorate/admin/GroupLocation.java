package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.remoting.RequestException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which group is meant, and whom to ask: the leader by a NameServer's word, or one node by its address. */
final class GroupLocation {
    @ArgGroup(multiplicity = "1")
    private Where where;

    /** Whom to ask. */
    static final class Where {
        @ArgGroup(exclusive = false)
        private Named named;

        @Option(
                names = "--broker",
                paramLabel = "HOST:PORT",
                description =
                        "a member's client address. Best the leader's: only the leader knows how far the others are")
        private String broker;
    }

    /** The leader of a group, whoever that is. */
    static final class Named {
        @Option(names = "--namesrv", required = true, paramLabel = "HOST:PORT", description = "a NameServer")
        private String namesrv;

        @Option(names = "--group", description = "the group (brokerName); not needed if the NameServer knows one only")
        private String group;
    }

    /** Where to send the next request. Asked anew each time: the leader may have changed. */
    String address(NodeCalls calls) throws ClientException, InterruptedException, RequestException {
        return where.broker != null ? where.broker : calls.leaderAddress(where.named.namesrv, group(calls));
    }

    private String group(NodeCalls calls) throws ClientException, InterruptedException, RequestException {
        return where.named.group != null ? where.named.group : calls.onlyGroup(where.named.namesrv);
    }
}
