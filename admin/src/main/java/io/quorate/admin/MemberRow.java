package io.quorate.admin;

import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One member of a group, and how far it is as its leader sees it.
 *
 * @param storageId the disk it is a member with
 * @param becomesVoter a learner that will be a voter once it has caught up
 * @param flushedIndex what is known to be on its disk; {@link #UNKNOWN} unless the leader was asked
 * @param silentMillis since the leader heard of it; {@link #UNKNOWN} if it never did, or was not asked
 */
record MemberRow(
        String node,
        String storageId,
        String address,
        boolean voter,
        boolean becomesVoter,
        boolean leads,
        long flushedIndex,
        long silentMillis) {
    static final long UNKNOWN = -1;
    private static final int SHOWN_DIGITS = 8;
    private static final long SILENT_MILLIS_SHOWN = TimeUnit.SECONDS.toMillis(3);

    static MemberRow of(JsonObject member, boolean voter) throws RequestException {
        return new MemberRow(
                member.requiredText("node"),
                member.requiredText("storageId"),
                member.requiredText("address"),
                voter,
                member.flagOr("becomesVoter", false),
                false,
                UNKNOWN,
                UNKNOWN);
    }

    MemberRow leading(long ownFlushedIndex) {
        return new MemberRow(node, storageId, address, voter, becomesVoter, true, ownFlushedIndex, 0);
    }

    /** @param peer what the leader says of this member */
    MemberRow seenBy(JsonObject peer) throws RequestException {
        return new MemberRow(
                node,
                storageId,
                address,
                voter,
                becomesVoter,
                false,
                peer.longOr("flushedIndex", UNKNOWN),
                peer.longOr("silentMillis", UNKNOWN));
    }

    String kind() {
        return voter ? "voter" : becomesVoter ? "learner, to vote" : "learner";
    }

    /** Enough digits to tell two disks apart by eye. */
    String shortStorageId() {
        return storageId.length() <= SHOWN_DIGITS ? storageId : storageId.substring(0, SHOWN_DIGITS);
    }

    String lastContact() {
        if (leads) {
            return "leads";
        }
        if (flushedIndex == UNKNOWN) {
            return "-";
        }
        return silentMillis == UNKNOWN ? "never" : String.format(Locale.ROOT, "%.1f s ago", silentMillis / 1000.0);
    }

    /** How far it is, for somebody who waits for it. */
    String progress(long lastIndex) {
        if (voter) {
            return "voter";
        }
        if (flushedIndex == UNKNOWN) {
            return kind();
        }
        String how = String.format(
                Locale.ROOT, "%s, %d%% caught up", kind(), lastIndex == 0 ? 100 : flushedIndex * 100 / lastIndex);
        return silentMillis == UNKNOWN || silentMillis > SILENT_MILLIS_SHOWN
                ? how + ", the leader does not hear it"
                : how;
    }

    void write(JsonWriter json) {
        json.beginObject()
                .member("node", node)
                .member("storageId", storageId)
                .member("address", address)
                .member("voter", voter)
                .member("becomesVoter", becomesVoter)
                .member("leads", leads)
                .member("flushedIndex", flushedIndex)
                .member("silentMillis", silentMillis)
                .endObject();
    }
}
