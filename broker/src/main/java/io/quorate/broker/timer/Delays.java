package io.quorate.broker.timer;

import io.quorate.broker.config.TimerConfig;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.state.Delay;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.message.MessageProperties;
import io.quorate.protocol.message.PropertyNames;
import io.quorate.remoting.RequestException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds out from a message's properties whether it is to be delivered later. Any thread. */
public final class Delays {
    private final TimerConfig config;
    private final BrokerState state;
    private final LogClock clock;

    public Delays(TimerConfig config, BrokerState state, LogClock clock) {
        this.config = config;
        this.state = state;
        this.clock = clock;
    }

    /** Looks for the names alone: most messages have none of them, and parsing is not free. */
    public static boolean mayBeDelayed(String properties) {
        return properties.contains(PropertyNames.DELAY_LEVEL) || properties.contains("TIMER_DEL");
    }

    /**
     * The delay that the properties ask for. With a level, what they say of a time of its own is taken out, for it does not
     * hold.
     *
     * @throws RequestException MESSAGE_ILLEGAL if they are no numbers or ask for too long a delay; SYSTEM_ERROR if there are no
     *     timers here, or too many messages are pending
     */
    public Optional<Delay> of(MessageProperties properties) throws RequestException {
        long level = number(properties, PropertyNames.DELAY_LEVEL);
        if (level > 0) {
            properties
                    .remove(PropertyNames.TIMER_DELAY_SECONDS)
                    .remove(PropertyNames.TIMER_DELAY_MILLIS)
                    .remove(PropertyNames.TIMER_DELIVER_MILLIS);
            return Optional.of(level((int) Math.min(level, Integer.MAX_VALUE)));
        }
        Optional<Delay> timer = timer(properties);
        if (timer.isPresent()) {
            checkRoom();
        }
        return timer;
    }

    /**
     * A delay level, from 1. One above the last means the last, as in RocketMQ.
     *
     * @throws RequestException SYSTEM_ERROR if too many messages are pending
     */
    public Delay level(int level) throws RequestException {
        checkRoom();
        int known = Math.min(level, config.levels().count());
        return Delay.ofLevel(known, config.levels().delayMillis(known));
    }

    private Optional<Delay> timer(MessageProperties properties) throws RequestException {
        if (properties.get(PropertyNames.TIMER_DELAY_SECONDS) != null) {
            long seconds = number(properties, PropertyNames.TIMER_DELAY_SECONDS);
            checkDelay(seconds);
            return after(TimeUnit.SECONDS.toMillis(seconds));
        }
        if (properties.get(PropertyNames.TIMER_DELAY_MILLIS) != null) {
            return after(number(properties, PropertyNames.TIMER_DELAY_MILLIS));
        }
        if (properties.get(PropertyNames.TIMER_DELIVER_MILLIS) != null) {
            long deliverMillis = number(properties, PropertyNames.TIMER_DELIVER_MILLIS);
            long nowMillis = clock.getAsLong();
            return deliverMillis <= nowMillis
                    ? Optional.empty()
                    : after(deliverMillis - nowMillis).map(checked -> Delay.until(deliverMillis));
        }
        return Optional.empty();
    }

    private Optional<Delay> after(long delayMillis) throws RequestException {
        if (delayMillis <= 0) {
            return Optional.empty();
        }
        checkDelay(delayMillis / 1000 + (delayMillis % 1000 == 0 ? 0 : 1));
        if (!config.timersEnabled()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR, "timer messages are switched off here (timerWheelEnable=false)");
        }
        return Optional.of(Delay.ofMillis(delayMillis));
    }

    private void checkDelay(long seconds) throws RequestException {
        if (seconds > config.delaySecondsMax()) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL,
                    "the message is to be delivered in " + seconds + " s, at most " + config.delaySecondsMax()
                            + " s are allowed (timerMaxDelaySec)");
        }
    }

    private void checkRoom() throws RequestException {
        // Those on their way into the log are not counted: they are bounded by their bytes, and few beside this many.
        if (state.timers().count() >= config.pendingMax()) {
            throw new RequestException(
                    ResponseCode.SYSTEM_ERROR,
                    "there are " + state.timers().count() + " delayed messages pending, at most " + config.pendingMax()
                            + " may be (pendingTimersMax)");
        }
    }

    private static long number(MessageProperties properties, String name) throws RequestException {
        String text = properties.getOrDefault(name, "0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RequestException(
                    ResponseCode.MESSAGE_ILLEGAL, "the property " + name + " must be a whole number");
        }
    }
}
