package io.quorate.broker.transaction;

import io.netty.buffer.Unpooled;
import io.quorate.broker.cluster.Client;
import io.quorate.broker.cluster.ClientCalls;
import io.quorate.broker.state.OpenTransaction;
import io.quorate.protocol.RequestCode;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Producers asked by CHECK_TRANSACTION_STATE. Any member of the group may be asked, not only the one that sent the message. */
final class TransactionProducers implements Producers {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionProducers.class);

    private final ClientCalls calls;
    private final String brokerName;

    TransactionProducers(ClientCalls calls, String brokerName) {
        this.calls = calls;
        this.brokerName = brokerName;
    }

    @Override
    public boolean isConnected(String producerGroup) {
        return calls.anyProducer(producerGroup).isPresent();
    }

    @Override
    public void ask(OpenTransaction transaction, HalfRecord half) {
        Optional<Client> producer = calls.anyProducer(transaction.producerGroup());
        if (producer.isEmpty()) {
            return; // gone since this was decided; asked again next time
        }
        try {
            RemotingCommand check = RemotingCommand.oneway(RequestCode.CHECK_TRANSACTION_STATE)
                    .field("topic", half.realTopic())
                    .field("tranStateTableOffset", transaction.queueOffset())
                    .field("commitLogOffset", transaction.position())
                    .field("msgId", half.uniqueKey())
                    .field("transactionId", half.uniqueKey())
                    .field("offsetMsgId", half.offsetMessageId())
                    .field("bname", brokerName)
                    .body(Unpooled.wrappedBuffer(half.shownToProducer(transaction.checkCount())));
            calls.tell(producer.get(), check);
        } catch (RequestException unusable) {
            LOG.warn("the transaction at queue offset {} cannot be checked", transaction.queueOffset(), unusable);
        }
    }
}
