package io.quorate.admin;

import io.quorate.client.ClientException;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RequestException;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Changes a group, and stays until the change has come about. */
final class MemberChange {
    private static final long POLL_MILLIS = 200;

    private final NodeCalls calls;
    private final GroupLocation where;
    private final PrintWriter progress;
    private final int timeoutSeconds;
    private final long deadlineNanos;
    private String shown = "";

    MemberChange(NodeCalls calls, GroupLocation where, PrintWriter progress, int timeoutSeconds) {
        this.calls = calls;
        this.where = where;
        this.progress = progress;
        this.timeoutSeconds = timeoutSeconds;
        this.deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /** The group as it is now, by a node that belongs to it. */
    GroupMembers look() throws ClientException, InterruptedException, RequestException {
        GroupMembers members = calls.members(where.address(calls));
        if (!members.outside().isEmpty()) {
            throw new ClientException(ClientException.NO_CODE, members.asked() + ": " + members.outside());
        }
        return members;
    }

    /** Returns once the leader has taken the change. Asks again while nobody leads, never after a refusal. */
    void ask(MemberRequest request) throws ClientException, InterruptedException, RequestException {
        GroupMembers before = look();
        while (true) {
            try {
                calls.changeMembership(where.address(calls), request);
                return;
            } catch (ClientException refusal) {
                if (refusal.responseCode() == ResponseCode.INVALID_PARAMETER) {
                    throw refusal;
                }
                if (isTaken(request, before)) {
                    return; // the answer was lost, or came too soon
                }
                if (refusal.responseCode() != ResponseCode.SERVICE_NOT_AVAILABLE || isOver()) {
                    throw refusal;
                }
                show("trying again: " + refusal.getMessage());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private boolean isTaken(MemberRequest request, GroupMembers before) throws InterruptedException {
        try {
            return request.isTakenIn(before, look());
        } catch (ClientException | RequestException unknown) {
            return false; // what the change itself was answered says more
        }
    }

    /**
     * Waits, with a line to standard error for each thing that changes.
     *
     * @param wanted what the node shall be, for the one who waited in vain
     */
    void await(String node, String wanted, Predicate<GroupMembers> reached)
            throws ClientException, InterruptedException, RequestException {
        while (true) {
            try {
                GroupMembers now = look();
                String is =
                        now.find(node).map(row -> row.progress(now.lastIndex())).orElse("no member");
                show(node + ": " + (now.committed() ? is : is + ", not committed yet"));
                if (reached.test(now)) {
                    return;
                }
            } catch (ClientException unreachable) {
                if (isOver()) {
                    throw unreachable;
                }
                show("trying again: " + unreachable.getMessage()); // the leader may be changing
            }
            if (isOver()) {
                throw new ClientException(
                        ClientException.NO_CODE,
                        "after " + timeoutSeconds + " s, node " + node + " is not " + wanted + " (" + shown
                                + "). The change goes on by itself: look with quorate members");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private boolean isOver() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    private void show(String line) {
        if (!line.equals(shown)) {
            progress.println(line);
            shown = line;
        }
    }
}
