package io.quorate.chaos.official;

/** How these programs end: with the last line of their main, although the clients leave threads behind. */
final class Ending {
    private Ending() {}

    /** A program's main part. */
    interface Work {
        void run() throws Exception;
    }

    /** Ends the process with 0 or, if {@code work} throws, with 1. */
    static void endAfter(Work work) {
        try {
            work.run();
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
