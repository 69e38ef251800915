package io.quorate.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ForwardedRequestsTest {
    private static final String LEADER = "127.0.0.1:10911";

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<RemotingCommand> answers = new ArrayList<>();
    private final ByteBuf body = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});

    /** The loop that brings them is the replica's. */
    @Test
    void areServedElsewhereWithTheirBody() {
        forwarded(loop::add).handle(passed(RequestCode.SEND_MESSAGE));
        body.release(); // as the loop that brought it does
        assertThat(answers).isEmpty();
        loop.remove().run();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).field(QuorateFields.LEADER)).isEqualTo(LEADER);
        assertThat(answers.get(0).remark()).isEqualTo("3 bytes");
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void areAnsweredWhateverTheHandlerThrows() {
        ForwardedRequests forwarded = forwarded(Runnable::run);
        forwarded.handle(passed(RequestCode.PULL_MESSAGE));
        forwarded.handle(passed(RequestCode.HEART_BEAT));
        assertThat(answers)
                .extracting(RemotingCommand::code)
                .containsExactly(ResponseCode.NO_PERMISSION, ResponseCode.SYSTEM_ERROR);
        assertThat(body.refCnt()).isEqualTo(1);
    }

    /** The follower may try another leader then. */
    @Test
    void areSaidNotToBeCarriedOutAtTheEnd() {
        Executor shutDown = work -> {
            throw new RejectedExecutionException();
        };
        forwarded(shutDown).handle(passed(RequestCode.SEND_MESSAGE));
        assertThat(answers.get(0).code()).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
        assertThat(answers.get(0).field(QuorateFields.NOT_LEADER)).isEqualTo("true");
        assertThat(body.refCnt()).isEqualTo(1);
    }

    private LooseRequest passed(int code) {
        return new LooseRequest(RemotingCommand.request(code).body(body), answers::add);
    }

    private static ForwardedRequests forwarded(Executor loop) {
        HandlerTable handlers = HandlerTable.builder()
                .on(
                        RequestCode.SEND_MESSAGE,
                        context -> context.respond(
                                ResponseCode.SUCCESS, context.request().body().readableBytes() + " bytes"))
                .on(RequestCode.PULL_MESSAGE, context -> {
                    throw new RequestException(ResponseCode.NO_PERMISSION, "no");
                })
                .on(RequestCode.HEART_BEAT, context -> {
                    throw new IllegalStateException("a mistake");
                })
                .build();
        return new ForwardedRequests(handlers, LEADER, loop);
    }
}
