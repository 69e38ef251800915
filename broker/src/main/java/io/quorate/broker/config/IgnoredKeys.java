package io.quorate.broker.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keys of RocketMQ that are accepted and do nothing here, each with the reason that is logged. Immutable. */
public final class IgnoredKeys {
    private static final String ALWAYS_RAFT = "the log is always replicated by Raft";
    private static final String MAJORITY_FLUSH =
            "a send is acknowledged after a flush on a majority, whatever is set here";
    private static final String ROLE_BY_ELECTION = "roles come from elections";
    private static final String NO_POOLS = "requests run on the I/O loops, bounds are in bytes";
    private static final String OTHER_STORE = "the store works differently";
    private static final String NOT_YET = "not supported yet";

    private static final Map<String, String> REASONS = new TreeMap<>();

    static {
        because(ALWAYS_RAFT, "enableDLegerCommitLog", "enableBatchPush", "enableControllerMode");
        because(
                MAJORITY_FLUSH,
                "flushDiskType",
                "flushIntervalCommitLog",
                "flushCommitLogLeastPages",
                "flushCommitLogThoroughInterval",
                "flushIntervalConsumeQueue",
                "flushCommitLogTimed",
                "syncFlushTimeout",
                "flushConsumerOffsetInterval",
                "inSyncReplicas",
                "minInSyncReplicas",
                "totalReplicas");
        because(
                ROLE_BY_ELECTION,
                "brokerId",
                "brokerRole",
                "brokerIP2",
                "haListenPort",
                "haMasterAddress",
                "haSendHeartbeatInterval",
                "haTransferBatchSize",
                "haMaxGapNotInSync",
                "slaveTimeout");
        because("say readFromFollowers=lagging or balance", "slaveReadEnable");
        because(
                NO_POOLS,
                "sendMessageThreadPoolNums",
                "pullMessageThreadPoolNums",
                "queryMessageThreadPoolNums",
                "adminBrokerThreadPoolNums",
                "clientManageThreadPoolNums",
                "consumerManageThreadPoolNums",
                "heartbeatThreadPoolNums",
                "endTransactionThreadPoolNums",
                "sendThreadPoolQueueCapacity",
                "pullThreadPoolQueueCapacity",
                "queryThreadPoolQueueCapacity",
                "endTransactionPoolQueueCapacity",
                "clientManagerThreadPoolQueueCapacity",
                "brokerFastFailureEnable",
                "waitTimeMillsInSendQueue",
                "waitTimeMillsInPullQueue",
                "waitTimeMillsInHeartbeatQueue",
                "waitTimeMillsInTransactionQueue",
                "waitTimeMillsInAckQueue",
                "serverWorkerThreads",
                "serverCallbackExecutorThreads",
                "serverSelectorThreads",
                "serverOnewaySemaphoreValue",
                "serverAsyncSemaphoreValue",
                "serverSocketBacklog",
                "useEpollNativeSelector");
        because(
                OTHER_STORE,
                "storePathConsumeQueue",
                "storePathIndex",
                "mappedFileSizeConsumeQueue",
                "mapedFileSizeConsumeQueue",
                "transientStorePoolEnable",
                "transientStorePoolSize",
                "warmMapedFileEnable",
                "useReentrantLockWhenPutMessage",
                "writeWithoutMmap",
                "maxHashSlotNum",
                "maxIndexNum",
                "deleteFileBatchMax",
                "deleteCommitLogFilesInterval",
                "deleteConsumeQueueFilesInterval",
                "destroyMapedFileIntervalForcibly",
                "redeleteHangedFileInterval",
                "cleanResourceInterval",
                "osPageCacheBusyTimeOutMills",
                "consumerFallbehindThreshold",
                "disableConsumeIfConsumerReadSlowly",
                "rocketmqHome",
                "forceRegister",
                "compressedRegister");
        because(
                "timers fire to the millisecond",
                "timerPrecisionMs",
                "timerRollWindowSlot",
                "timerInterceptDelayLevel",
                "timerCongestNumEachSlot",
                "timerFlushIntervalMs",
                "enableScheduleAsyncDeliver",
                "flushDelayOffsetInterval");
        because(
                NOT_YET,
                "fetchNamesrvAddrByAddressServer",
                "fetchNameSrvAddrByDnsLookup",
                "rmqAddressServerDomain",
                "rmqAddressServerSubGroup",
                "brokerPermission",
                "messageIndexEnable",
                "defaultQueryMaxNum",
                "maxTransferBytesOnMessageInMemory",
                "maxTransferCountOnMessageInMemory",
                "maxTransferBytesOnMessageInDisk",
                "maxTransferCountOnMessageInDisk",
                "preferredLeaderId",
                "preferredLeaderIds",
                "clusterTopicEnable",
                "brokerTopicEnable",
                "shortPollingTimeMills",
                "traceTopicEnable",
                "msgTraceTopicName",
                "maxMsgsNumBatch",
                "pullBatchMaxMessageCount",
                "reviveQueueNum",
                "enableRetryTopicV2",
                "popFromRetryProbability",
                "aclEnable",
                "authenticationEnabled",
                "authorizationEnabled");
    }

    private IgnoredKeys() {}

    /** Why this key does nothing, or empty when it is not one of these. */
    public static Optional<String> reasonFor(String key) {
        return Optional.ofNullable(REASONS.get(key));
    }

    private static void because(String reason, String... keys) {
        for (String key : keys) {
            REASONS.put(key, reason);
        }
    }
}
