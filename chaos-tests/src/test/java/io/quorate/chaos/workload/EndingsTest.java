package io.quorate.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.RemotingException;
import io.quorate.remoting.RemotingException.Reason;
import io.quorate.simulation.check.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndingsTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                ResponseCode.SYSTEM_ERROR,
                ResponseCode.SYSTEM_BUSY,
                ResponseCode.SERVICE_NOT_AVAILABLE,
                ResponseCode.TRANSACTION_FAILED,
                ResponseCode.NOT_LEADER_FOR_QUEUE,
                ResponseCode.FLUSH_DISK_TIMEOUT,
                ResponseCode.FLUSH_SLAVE_TIMEOUT,
                ResponseCode.SLAVE_NOT_AVAILABLE,
                9999
            })
    void anAnswerThatMayComeAfterTheAppendProvesNothing(int code) {
        assertThat(Endings.ofCode(code)).isEqualTo(Outcome.INFO);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ResponseCode.MESSAGE_ILLEGAL,
                ResponseCode.NO_PERMISSION,
                ResponseCode.TOPIC_NOT_EXIST,
                ResponseCode.INVALID_PARAMETER
            })
    void anAnswerGivenBeforeTheAppendIsProof(int code) {
        assertThat(Endings.ofCode(code)).isEqualTo(Outcome.FAIL);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"TIMED_OUT", "CONNECTION_CLOSED", "SHUT_DOWN"})
    void aRequestWhoseBytesMayBeOutProvesNothing(Reason reason) {
        assertThat(Endings.ofFailure(new RemotingException(reason, ""))).isEqualTo(Outcome.INFO);
    }

    @Test
    void aConnectionThatNeverWasCarriedNothing() {
        assertThat(Endings.ofFailure(new RemotingException(Reason.CONNECT_FAILED, "")))
                .isEqualTo(Outcome.FAIL);
    }
}
