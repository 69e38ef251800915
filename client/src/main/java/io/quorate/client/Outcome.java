package io.quorate.client;

/** What a listener did with the messages it was given. Throwing is the same as {@link #LATER}. */
public enum Outcome {
    /** Done with; they count as consumed. */
    SUCCESS,
    /**
     * To be given again after a delay. The redelivery is local to this consumer: the group's committed offset stays
     * before these messages until they succeed, so they are not lost if the consumer dies, but a message that never
     * succeeds in the end stops its queue. (Retry topics of the server are not used for this yet.)
     */
    LATER
}
