package io.quorate.chaos.workload;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingException;
import io.quorate.simulation.check.Call;
import io.quorate.simulation.check.Outcome;

/** Which answer proves what. Whatever is not listed proves nothing. */
final class Endings {
    private Endings() {}

    /** Of a change that was answered with something else than success. */
    static Outcome ofCode(int code) {
        return switch (code) {
            // By contract given before anything is appended.
            case ResponseCode.MESSAGE_ILLEGAL,
                    ResponseCode.NO_PERMISSION,
                    ResponseCode.TOPIC_NOT_EXIST,
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    ResponseCode.INVALID_PARAMETER -> Outcome.FAIL;
            default -> Outcome.INFO;
        };
    }

    /** Of a request without an answer. */
    static Outcome ofFailure(RemotingException failure) {
        return switch (failure.reason()) {
            case CONNECT_FAILED, TOO_MANY_IN_FLIGHT, NOT_ENCODABLE -> Outcome.FAIL; // nothing was sent
            case TIMED_OUT, CONNECTION_CLOSED, SHUT_DOWN -> Outcome.INFO;
        };
    }

    static Call ended(Call call, Outcome as, long nanos) {
        return switch (as) {
            case OK -> call.ok(nanos);
            case FAIL -> call.fail(nanos);
            case INFO -> call.info(nanos);
        };
    }
}
