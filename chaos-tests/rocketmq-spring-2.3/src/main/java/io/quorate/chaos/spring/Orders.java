package io.quorate.chaos.spring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.spring.annotation.RocketMQMessageListener;
import org.apache.rocketmq.spring.annotation.RocketMQTransactionListener;
import org.apache.rocketmq.spring.core.RocketMQListener;
import org.apache.rocketmq.spring.core.RocketMQLocalTransactionListener;
import org.apache.rocketmq.spring.core.RocketMQLocalTransactionState;
import org.apache.rocketmq.spring.core.RocketMQTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Sends orders, some of them in transactions, and listens to them. Prints {@code SENT}, {@code DECIDED}, {@code RECEIVED} with
 * the order, and ends with 0 once all that are to arrive have.
 */
@SpringBootApplication
public class Orders {
    static final String TOPIC = "SpringOrders";
    static final String TRANSACTION_TOPIC = "SpringTransactions";

    private static final int COUNT = 10;
    private static final int COMMITTED = COUNT / 2;
    private static final long WAIT_SECONDS_MAX = 80;

    private static final CountDownLatch ARRIVALS = new CountDownLatch(COUNT + COMMITTED);

    public static void main(String[] args) throws InterruptedException {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Orders.class)
                .web(WebApplicationType.NONE)
                .run(args);
        RocketMQTemplate template = context.getBean(RocketMQTemplate.class);
        for (int i = 0; i < COUNT; i++) {
            SendResult result = template.syncSend(TOPIC + ":tag-" + i % 2, "order-" + i);
            print("SENT", result.getSendStatus() + " order-" + i);
        }
        for (int i = 0; i < COUNT; i++) {
            template.sendMessageInTransaction(
                    TRANSACTION_TOPIC,
                    MessageBuilder.withPayload("transaction-" + i).build(),
                    i);
        }
        boolean all = ARRIVALS.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        System.exit(SpringApplication.exit(context, () -> all ? 0 : 1));
    }

    private static void print(String what, String order) {
        System.out.println(what + " " + order);
    }

    @Bean
    RocketMQListener<String> orderListener() {
        return new OrderListener();
    }

    @Bean
    RocketMQListener<String> transactionListener() {
        return new CommittedListener();
    }

    /** All orders. */
    @RocketMQMessageListener(topic = TOPIC, consumerGroup = "spring-orders")
    static class OrderListener implements RocketMQListener<String> {
        @Override
        public void onMessage(String order) {
            print("RECEIVED", order);
            ARRIVALS.countDown();
        }
    }

    /** Those of committed transactions. */
    @RocketMQMessageListener(topic = TRANSACTION_TOPIC, consumerGroup = "spring-transactions")
    static class CommittedListener implements RocketMQListener<String> {
        @Override
        public void onMessage(String order) {
            print("RECEIVED", order);
            ARRIVALS.countDown();
        }
    }

    /** Commits the even ones: half of them at once, the others when the broker asks. The annotation makes it a bean. */
    @SuppressWarnings("rawtypes") // so is the starter's interface
    @RocketMQTransactionListener
    static class Decisions implements RocketMQLocalTransactionListener {
        @Override
        public RocketMQLocalTransactionState executeLocalTransaction(Message message, Object argument) {
            int number = (Integer) argument;
            return number % 4 == 2 ? RocketMQLocalTransactionState.UNKNOWN : decision(number);
        }

        @Override
        public RocketMQLocalTransactionState checkLocalTransaction(Message message) {
            print("CHECKED", "by the broker");
            return RocketMQLocalTransactionState.COMMIT;
        }

        private static RocketMQLocalTransactionState decision(int number) {
            return number % 2 == 0 ? RocketMQLocalTransactionState.COMMIT : RocketMQLocalTransactionState.ROLLBACK;
        }
    }
}
