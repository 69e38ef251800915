package io.quorate.broker.request;

import io.quorate.broker.request.Traffic.Kind;
import io.quorate.broker.retention.DiskUse;
import io.quorate.broker.retention.LogRetention;
import io.quorate.broker.state.BrokerState;
import io.quorate.broker.timer.Timers;
import io.quorate.commitlog.index.MessageIndex;
import io.quorate.commitlog.index.MissingIndexException;
import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.body.KvTable;
import io.quorate.raft.runtime.ReplicaHandle;
import io.quorate.raft.runtime.ReplicaView;
import io.quorate.remoting.RemotingCommand;
import io.quorate.remoting.RequestContext;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * GET_BROKER_RUNTIME_INFO. The keys are those RocketMQ's tools and exporter insist on; of a thing we
 * do not have, such as a queue of a thread pool, the number is 0.
 */
final class BrokerInfoHandler {
    // What tools show as the broker's version: the release whose protocol this is.
    private static final String VERSION_NAME = "V5_5_0";
    private static final String[] POOLS = {"sendThreadPool", "pullThreadPool", "queryThreadPool", "litePullThreadPool"};
    private static final String[] SIZE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int UNIT = 1024;

    private final ReplicaHandle replica;
    private final BrokerState state;
    private final LogWrites writes;
    private final Traffic traffic;
    private final LogRetention retention;
    private final Timers timers;
    private final long bootMillis = System.currentTimeMillis();

    BrokerInfoHandler(
            ReplicaHandle replica,
            BrokerState state,
            LogWrites writes,
            Traffic traffic,
            LogRetention retention,
            Timers timers) {
        this.replica = replica;
        this.state = state;
        this.writes = writes;
        this.traffic = traffic;
        this.retention = retention;
        this.timers = timers;
    }

    void runtime(RequestContext context) {
        Map<String, String> table = new TreeMap<>();
        process(table);
        rates(table);
        totals(table);
        log(table);
        timers.describe(table);
        table.put("transactionsOpen", Integer.toString(state.transactions().count()));
        unused(table);
        context.respond(RemotingCommand.response(ResponseCode.SUCCESS).body(new KvTable(table).encode()));
    }

    private void process(Map<String, String> table) {
        long upSeconds = (System.currentTimeMillis() - bootMillis) / 1000;
        table.put("brokerVersionDesc", VERSION_NAME);
        table.put("brokerVersion", Integer.toString(RemotingCommand.PROTOCOL_VERSION));
        table.put("brokerActive", Boolean.toString(replica.view().serving()));
        table.put("bootTimestamp", Long.toString(bootMillis));
        table.put("startAcceptSendRequestTimeStamp", Long.toString(bootMillis));
        table.put(
                "runtime",
                String.format(
                        Locale.ROOT,
                        "[ %d days, %d hours, %d minutes, %d seconds ]",
                        upSeconds / 86400,
                        upSeconds / 3600 % 24,
                        upSeconds / 60 % 60,
                        upSeconds % 60));
    }

    private void rates(Map<String, String> table) {
        table.put("putTps", three(traffic.rates(Kind.PUT)));
        table.put("getFoundTps", three(traffic.rates(Kind.GET_FOUND)));
        table.put("getMissTps", three(traffic.rates(Kind.GET_MISS)));
        table.put("getTotalTps", three(traffic.rates(Kind.GET_FOUND, Kind.GET_MISS)));
        String transferred = three(traffic.rates(Kind.GET_TRANSFERRED));
        // 4.x tools know only the misspelt name, 5.x tools only the other.
        table.put("getTransferredTps", transferred);
        table.put("getTransferedTps", transferred);
    }

    private static String three(double[] rates) {
        return String.format(Locale.ROOT, "%.4f %.4f %.4f", rates[0], rates[1], rates[2]);
    }

    private void totals(Map<String, String> table) {
        long puts = traffic.total(Kind.PUT);
        long putBytes = traffic.total(Kind.PUT_BYTES);
        putMornings(table, "msgPutTotal", Kind.PUT);
        putMornings(table, "msgGetTotal", Kind.GET_TRANSFERRED);
        table.put("putMessageTimesTotal", Long.toString(Math.max(1, puts))); // tools divide by it
        table.put("putMessageSizeTotal", Long.toString(putBytes));
        table.put("putMessageFailedTimes", Long.toString(traffic.total(Kind.PUT_FAILED)));
        table.put("putMessageAverageSize", Double.toString(puts == 0 ? 0 : (double) putBytes / puts));
        table.put("putMessageEntireTimeMax", Long.toString(traffic.putMillisMax()));
        table.put("getMessageEntireTimeMax", Long.toString(traffic.getMillisMax()));
        table.put("putMessageDistributeTime", traffic.putLatencies());
    }

    private void putMornings(Map<String, String> table, String name, Kind kind) {
        table.put(name + "YesterdayMorning", Long.toString(traffic.atYesterdayMorning(kind)));
        table.put(name + "TodayMorning", Long.toString(traffic.atThisMorning(kind)));
        table.put(name + "TodayNow", Long.toString(traffic.total(kind)));
    }

    private void log(Map<String, String> table) {
        ReplicaView view = replica.view();
        DiskUse use = retention.space().use();
        String used = Double.toString(use.ratio());
        table.put("commitLogDiskRatio", used);
        table.put("consumeQueueDiskRatio", used);
        table.put(
                "commitLogDirCapacity",
                "Total : " + size(use.totalBytes()) + ", Free : " + size(use.usableBytes()) + ".");
        table.put("commitLogMinOffset", Long.toString(retention.log().startPosition()));
        table.put("commitLogMaxOffset", Long.toString(view.endPosition()));
        table.put(
                "dispatchBehindBytes",
                Long.toString(view.endPosition() - state.applied().position()));
        table.put("dispatchMaxBuffer", Long.toString(writes.inFlightBytes()));
        table.put("remainHowManyDataToCommit", size(view.endPosition() - view.appliedPosition()));
        table.put("remainHowManyDataToFlush", size(writes.inFlightBytes()));
        table.put("commitLogRemovedBytes", Long.toString(retention.report().releasedBytes()));
        table.put("commitLogRemovedTimes", Long.toString(retention.report().releaseCount()));
        table.put("unreadMessagesRemoved", Long.toString(retention.report().unreadMessages()));
        table.put("putMessageRefusedBecause", retention.space().refusal().orElse(""));
        table.put("earliestMessageTimeStamp", Long.toString(earliestMillis()));
        table.put("pageCacheLockTimeMills", "0");
        table.put("remainTransientStoreBufferNumbs", Integer.toString(Integer.MAX_VALUE));
    }

    /** Of the oldest message kept; -1 without any, as RocketMQ, or while that cannot be told. */
    private long earliestMillis() {
        try {
            return state.messages().earliestMillis();
        } catch (MissingIndexException | IndexOutOfBoundsException unknown) {
            return MessageIndex.NO_TIME;
        }
    }

    private static void unused(Map<String, String> table) {
        for (String pool : POOLS) {
            table.put(pool + "QueueSize", "0");
            table.put(pool + "QueueCapacity", "0");
            table.put(pool + "QueueHeadWaitTimeMills", "0");
        }
        table.put("EndTransactionQueueSize", "0");
        table.put("EndTransactionThreadPoolQueueCapacity", "0");
    }

    /** As in "1.2 KiB": number, space, unit. */
    static String size(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= UNIT && unit < SIZE_UNITS.length - 1) {
            value /= UNIT;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, SIZE_UNITS[unit]);
    }
}
