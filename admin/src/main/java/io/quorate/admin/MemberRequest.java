package io.quorate.admin;

/**
 * A change of a group, as it is asked for.
 *
 * @param op add, promote, remove or replace
 * @param address of the peer port; null for the one the group knows
 * @param learner to add a node that stays a learner
 */
record MemberRequest(String op, String node, String address, boolean learner) {
    static MemberRequest add(String node, String address, boolean learner) {
        return new MemberRequest("add", node, address, learner);
    }

    static MemberRequest promote(String node) {
        return new MemberRequest("promote", node, null, false);
    }

    static MemberRequest remove(String node) {
        return new MemberRequest("remove", node, null, false);
    }

    static MemberRequest replace(String node, String address) {
        return new MemberRequest("replace", node, address, false);
    }

    /**
     * Whether the group has taken the change already, though nobody told us.
     *
     * @param before the group when it was asked
     */
    boolean isTakenIn(GroupMembers before, GroupMembers now) {
        var then = before.find(node);
        var present = now.find(node);
        return switch (op) {
            case "remove" -> then.isPresent() && present.isEmpty();
            case "promote" ->
                present.filter(row -> row.voter() || row.becomesVoter()).isPresent();
            default ->
                present.isPresent()
                        && then.filter(row ->
                                        row.storageId().equals(present.get().storageId()))
                                .isEmpty();
        };
    }
}
