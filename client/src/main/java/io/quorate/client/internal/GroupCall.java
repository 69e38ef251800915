package io.quorate.client.internal;

import io.quorate.client.internal.RetryPolicy.Verdict;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RemotingException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * One request to a replica group, tried until it is answered or its deadline has come. A round asks every replica of the
 * target once, one after another without waiting; rounds are apart by a jittered back-off.
 *
 * <p>Threads: begun on the caller's, goes on where answers arrive (I/O loop) or on the client's loop. Only one step is
 * ever under way, so the fields need no lock: futures and the loop hand them over.
 */
public final class GroupCall {
    /** Ext field of an answer that was forwarded: the leader's address for clients. */
    public static final String LEADER_FIELD = "qLeader";

    /**
     * How long "no such topic" is doubted: name servers that just restarted and replicas that still apply the creation
     * say so, too.
     */
    public static final Duration UNKNOWN_TOPIC_PATIENCE = Duration.ofSeconds(3);

    static final Backoff BACKOFF = new Backoff(10, 250);

    /** A replica group and the addresses its replicas are believed to have, the leader's first. */
    public record Target(String brokerName, List<String> addresses) {}

    /** What to ask, of whom, and how to read the answer. Methods are called one at a time. */
    public interface Plan {
        /**
         * Whom the next round asks; a failure is tried again. Told whether an attempt so far may have taken effect.
         */
        CompletableFuture<Target> target(boolean maybeDone);

        /** A fresh request for that target: each attempt hands its body's ownership on. */
        RemotingCommand request(Target target);

        default Verdict judge(RemotingCommand response) {
            return RetryPolicy.judge(response.code());
        }

        /** True when a node that did this leads its group, unless its answer names another. */
        default boolean leaderOnly() {
            return true;
        }

        /** True once nobody wants the answer any more; the call then ends before its next attempt. */
        default boolean isAbandoned() {
            return false;
        }

        /** An attempt failed in a way that may mean the route is stale. */
        void routeDoubtful(Target target);
    }

    /** What a call brought. {@code maybeDone}: an earlier attempt may have taken effect besides this answer. */
    public record Answer(
            RemotingCommand response, Target target, String address, int attemptCount, boolean maybeDone) {}

    private final Plan plan;
    private final Network network;
    private final Replicas replicas;
    private final Loop loop;
    private final Duration attemptTimeout;
    private final long deadlineNanos;
    private final CompletableFuture<Answer> outcome = new CompletableFuture<>();
    private final Set<String> triedThisRound = new HashSet<>();
    private Target target;
    private int attemptCount;
    private int failedRoundCount;
    private int busyCount;
    // When the topic was first said to be unknown, since it was last known; empty while it is known.
    private OptionalLong unknownSinceNanos = OptionalLong.empty();
    private boolean maybeDone;
    private String lastTrouble = "not tried";

    private GroupCall(
            Plan plan, Network network, Replicas replicas, Loop loop, Duration attemptTimeout, long deadlineNanos) {
        this.plan = plan;
        this.network = network;
        this.replicas = replicas;
        this.loop = loop;
        this.attemptTimeout = attemptTimeout;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * Starts the call. The future completes always, soon after {@code deadlineNanos} (clock of {@code loop}) at the
     * latest: with an answer the plan judged done, or exceptionally with a {@link CallFailure}.
     */
    public static CompletableFuture<Answer> start(
            Plan plan, Network network, Replicas replicas, Loop loop, Duration attemptTimeout, long deadlineNanos) {
        GroupCall call = new GroupCall(plan, network, replicas, loop, attemptTimeout, deadlineNanos);
        call.beginRound();
        return call.outcome;
    }

    private void beginRound() {
        if (plan.isAbandoned()) {
            fail(CallFailure.Reason.CLOSED);
            return;
        }
        if (remainingNanos() <= 0) {
            fail(CallFailure.Reason.DEADLINE);
            return;
        }
        // A copy: the plan may hand the same future to others, whose deadlines are not ours.
        CompletableFuture<Target> found = plan.target(maybeDone).copy();
        if (!found.isDone()) {
            Loop.Timer timer = loop.schedule(
                    remainingNanos() / 1_000_000 + 1,
                    () -> found.completeExceptionally(new TimeoutException("no route from the name servers in time")));
            var unused = found.whenComplete((t, e) -> timer.cancel());
        }
        var unused = found.whenComplete((t, e) -> guarded(() -> {
            if (e == null) {
                target = t;
                triedThisRound.clear();
                attempt();
            } else {
                withoutTarget(unwrap(e));
            }
        }));
    }

    private void withoutTarget(Throwable error) {
        lastTrouble = error.getMessage();
        boolean noRoute = error instanceof CallFailure failure && failure.reason() == CallFailure.Reason.NO_ROUTE;
        if (noRoute && topicUnknownForLong()) {
            fail(CallFailure.Reason.NO_ROUTE);
        } else {
            endRound();
        }
    }

    private void attempt() {
        Optional<String> address = replicas.next(target.brokerName(), target.addresses(), triedThisRound);
        if (address.isEmpty()) {
            if (triedThisRound.isEmpty()) {
                lastTrouble = "no replica of " + target.brokerName() + " is known";
                plan.routeDoubtful(target);
            }
            endRound();
            return;
        }
        long remainingNanos = remainingNanos();
        if (remainingNanos <= 0) {
            fail(CallFailure.Reason.DEADLINE);
            return;
        }
        String to = address.get();
        triedThisRound.add(to);
        attemptCount++;
        Duration timeout = Duration.ofNanos(Math.min(remainingNanos, attemptTimeout.toNanos()));
        var unused = network.invoke(to, plan.request(target), timeout)
                .whenComplete((response, e) -> guarded(() -> {
                    if (e == null) {
                        answered(to, response);
                    } else {
                        broken(to, unwrap(e));
                    }
                }));
    }

    private void answered(String address, RemotingCommand response) {
        Verdict verdict = plan.judge(response);
        String leader = response.field(LEADER_FIELD);
        boolean unknownTopic = response.code() == ResponseCode.TOPIC_NOT_EXIST;
        if (verdict == Verdict.DONE || (unknownTopic && topicUnknownForLong())) {
            if (leader != null) {
                replicas.leads(target.brokerName(), leader);
            } else if (plan.leaderOnly() && response.code() == ResponseCode.SUCCESS) {
                replicas.leads(target.brokerName(), address);
            }
            outcome.complete(new Answer(response, target, address, attemptCount, maybeDone));
            return;
        }
        lastTrouble = address + " answered " + response.code() + " " + response.remark();
        maybeDone |= RetryPolicy.mayStillTakeEffect(response.code());
        if (!unknownTopic) {
            unknownSinceNanos = OptionalLong.empty();
        }
        if (verdict == Verdict.BACK_OFF && !unknownTopic && ++busyCount == 1) {
            endRound();
            return;
        }
        // Busy again: it may be a leader cut off from its majority, and another replica may know a better one.
        plan.routeDoubtful(target);
        if (unknownTopic) {
            endRound();
            return;
        }
        replicas.refused(target.brokerName(), address);
        attempt();
    }

    private void broken(String address, Throwable error) {
        lastTrouble = address + ": " + error.getMessage();
        RemotingException.Reason reason = error instanceof RemotingException remoting
                ? remoting.reason()
                : RemotingException.Reason.CONNECTION_CLOSED; // the pessimist's reading of the unforeseen
        switch (reason) {
            case NOT_ENCODABLE -> fail(CallFailure.Reason.NOT_SENDABLE);
            case TOO_MANY_IN_FLIGHT -> endRound();
            case SHUT_DOWN -> {
                maybeDone = true;
                fail(CallFailure.Reason.CLOSED);
            }
            case CONNECT_FAILED, CONNECTION_CLOSED, TIMED_OUT -> {
                maybeDone |= reason != RemotingException.Reason.CONNECT_FAILED;
                replicas.failed(target.brokerName(), address);
                plan.routeDoubtful(target);
                attempt();
            }
        }
    }

    private void endRound() {
        failedRoundCount++;
        long delayMillis = BACKOFF.delayMillis(failedRoundCount);
        // Never sleep past the deadline: the caller waits for the verdict.
        long leftMillis = Math.max(0, remainingNanos() / 1_000_000);
        var unused = loop.schedule(Math.min(delayMillis, leftMillis), this::beginRound);
    }

    // A callback's exception would vanish in its future, and ours would never complete.
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            maybeDone |= attemptCount > 0;
            lastTrouble = e.toString();
            fail(CallFailure.Reason.NOT_SENDABLE);
        }
    }

    private void fail(CallFailure.Reason reason) {
        outcome.completeExceptionally(new CallFailure(
                reason, maybeDone, attemptCount, lastTrouble + " (after " + attemptCount + " attempts)"));
    }

    private boolean topicUnknownForLong() {
        long now = loop.nanoTime();
        if (unknownSinceNanos.isEmpty()) {
            unknownSinceNanos = OptionalLong.of(now);
        }
        return now - unknownSinceNanos.getAsLong() >= UNKNOWN_TOPIC_PATIENCE.toNanos();
    }

    private long remainingNanos() {
        return deadlineNanos - loop.nanoTime();
    }

    /** The failure itself, without the wrapping that dependent futures add. */
    public static Throwable unwrap(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
