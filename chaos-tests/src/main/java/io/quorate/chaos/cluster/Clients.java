package io.quorate.chaos.cluster;

/** What a fault may do to the clients of a run. Used by one thread. */
public interface Clients {
    /** Of a run without processes of clients. */
    Clients IMMORTAL = new Clients() {
        @Override
        public boolean canDie() {
            return false;
        }

        @Override
        public int killInMidSend() {
            return 0;
        }

        @Override
        public boolean isBack() {
            return true;
        }
    };

    /** Whether one of them is a process of its own, which may be killed. */
    boolean canDie();

    /** Kills that process (-9) while it waits for answers, and starts another in its place. Returns how many it waited for. */
    int killInMidSend();

    /** Whether the one in its place has had a success. */
    boolean isBack();
}
