package io.quorate.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.RequestCode;
import io.quorate.protocol.ResponseCode;
import io.quorate.remoting.HandlerTable;
import io.quorate.remoting.IoLoops;
import io.quorate.remoting.RemotingClient;
import io.quorate.remoting.RemotingClientConfig;
import io.quorate.remoting.RemotingCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A client, with producer group PG and consumer group CG, that brokers make requests to; the test says what it answers. */
final class CalledClient implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;
    private static final int[] CODES = {
        RequestCode.CHECK_TRANSACTION_STATE,
        RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT,
        RequestCode.GET_CONSUMER_RUNNING_INFO,
        RequestCode.CONSUME_MESSAGE_DIRECTLY,
        RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT
    };

    final Map<Integer, Function<RemotingCommand, RemotingCommand>> answers = new ConcurrentHashMap<>();
    private final BlockingQueue<RemotingCommand> calls = new LinkedBlockingQueue<>();
    private final IoLoops loops = new IoLoops("called-client", 1);
    private final RemotingClient client;
    private final String address;
    private final String clientId;

    CalledClient(String address, String clientId) {
        this.address = address;
        this.clientId = clientId;
        HandlerTable.Builder table = HandlerTable.builder();
        for (int code : CODES) {
            table.on(code, context -> {
                RemotingCommand call = context.request();
                byte[] body = new byte[call.body().readableBytes()];
                call.body().getBytes(call.body().readerIndex(), body);
                calls.add(RemotingCommand.request(call.code())
                        .extFields(call.extFields())
                        .body(body));
                Function<RemotingCommand, RemotingCommand> answer = answers.get(call.code());
                if (answer != null) {
                    context.respond(answer.apply(call));
                }
            });
        }
        client = new RemotingClient(RemotingClientConfig.defaults(), loops, table.build());
    }

    RemotingCommand ask(RemotingCommand request) throws Exception {
        return client.invoke(address, request, Duration.ofSeconds(WAIT_SECONDS)).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    void heartbeat() throws Exception {
        String body = "{\"clientID\":\"" + clientId + "\",\"consumerDataSet\":[{\"consumeFromWhere\":"
                + "\"CONSUME_FROM_FIRST_OFFSET\",\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"CG\","
                + "\"messageModel\":\"CLUSTERING\",\"subscriptionDataSet\":[{\"codeSet\":[],\"expressionType\":\"TAG\","
                + "\"subString\":\"*\",\"subVersion\":1,\"tagsSet\":[],\"topic\":\"TopicTest\"}],\"unitMode\":false}],"
                + "\"producerDataSet\":[{\"groupName\":\"PG\"}]}";
        RemotingCommand answer =
                ask(RemotingCommand.request(RequestCode.HEART_BEAT).body(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.code()).as(answer.remark()).isEqualTo(ResponseCode.SUCCESS);
    }

    /** The next request of a broker. */
    RemotingCommand called() throws Exception {
        RemotingCommand call = calls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(call).as("a request of the broker").isNotNull();
        return call;
    }

    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
