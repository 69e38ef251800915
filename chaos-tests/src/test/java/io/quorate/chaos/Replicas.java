package io.quorate.chaos;

/** What must hold after the storm, whatever it was. */
final class Replicas {
    private Replicas() {}

    /** All replicas have the same log, byte for byte, and the same tables. The load must have ended. */
    static void assertEqual(LocalGroup group) throws Exception {
        NodeStatus agreed = group.awaitAgreement().get(0);
        long bytes =
                LogComparison.compare(group.nodes().stream().map(group::logDir).toList(), agreed.endPosition());
        System.out.printf(
                "logs of %s are equal: %,d bytes, last index %d, term %d, state %s%n",
                group.nodes(), bytes, agreed.lastIndex(), agreed.term(), agreed.stateHash());
    }

    /** Every acknowledged message can be consumed, as it was sent. */
    static void assertHolds(LocalGroup group, String topic, SteadyLoad.Result result) throws Exception {
        int repeated = Readback.verify(group.namesrvAddress(), topic, result.ackedKeys());
        System.out.printf(
                "%s: all %d acknowledged messages are there, %d of them more than once%n",
                topic, result.ackedKeys().size(), repeated);
    }
}
