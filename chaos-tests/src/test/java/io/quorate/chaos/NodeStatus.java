package io.quorate.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What a node says of itself (request NODE_STATUS). */
record NodeStatus(
        String node,
        String role,
        String outside,
        long term,
        long lastIndex,
        long flushedIndex,
        long committedIndex,
        long appliedIndex,
        long endPosition,
        String stateHash) {
    private static final int NODE_STATUS = 21001;

    /** Empty while the node is down or does not answer. */
    static Optional<NodeStatus> of(int port) {
        try (RawConnection connection = new RawConnection(port)) {
            RawConnection.Answer answer = connection.call(NODE_STATUS, Map.of(), new byte[0]);
            return answer.code() == 0 ? Optional.of(parse(answer.json())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static NodeStatus parse(JsonNode json) {
        return new NodeStatus(
                json.get("node").asText(),
                json.get("role").asText(),
                json.path("outside").asText(),
                json.get("term").asLong(),
                json.get("lastIndex").asLong(),
                json.get("flushedIndex").asLong(),
                json.get("committedIndex").asLong(),
                json.get("appliedIndex").asLong(),
                json.get("endPosition").asLong(),
                json.get("stateHash").asText());
    }

    /** Whether the node belongs to no group; {@link #outside} is its reason then. */
    boolean isOutside() {
        return !outside.isEmpty();
    }

    boolean isLeader() {
        return role.equals("LEADER");
    }

    /** True when all that is in this node's log is flushed, committed and applied. */
    boolean isSettled() {
        return lastIndex == flushedIndex && lastIndex == committedIndex && lastIndex == appliedIndex;
    }

    /** True when both hold the same log and derived the same tables from it. */
    boolean agreesWith(NodeStatus other) {
        return lastIndex == other.lastIndex && endPosition == other.endPosition && stateHash.equals(other.stateHash);
    }
}
