package io.quorate.namesrv;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every setting with an effect: its name in the file, its default, what is allowed. */
enum ConfigKey {
    BIND_ADDRESS("bindAddress", "0.0.0.0", Kind.TEXT, 0, 0, false),
    LISTEN_PORT("listenPort", "9876", Kind.NUMBER, 0, 65_535, false),
    /** Threads that serve sockets. */
    SERVER_SELECTOR_THREADS("serverSelectorThreads", "3", Kind.NUMBER, 1, 256, false),
    SERVER_CHANNEL_MAX_IDLE_TIME_SECONDS("serverChannelMaxIdleTimeSeconds", "120", Kind.NUMBER, 1, 86_400, false),
    /** Who may connect, once a certificate is there: disabled (nobody by TLS), permissive (both ways), enforcing. */
    TLS_SERVER_MODE("tls.server.mode", "permissive", Kind.TLS_MODE, 0, 0, false),
    /** PEM files; TLS is spoken only when both are named. */
    TLS_SERVER_CERT_PATH("tls.server.certPath", "", Kind.TEXT, 0, 0, false),
    TLS_SERVER_KEY_PATH("tls.server.keyPath", "", Kind.TEXT, 0, 0, false),
    KV_CONFIG_PATH("kvConfigPath", home("kvConfig.json"), Kind.TEXT, 0, 0, false),
    /** Where changes made at run time are kept; empty keeps them until the process ends. */
    CONFIG_STORE_PATH("configStorePath", "", Kind.TEXT, 0, 0, false),
    /** Milliseconds between two looks for silent brokers. */
    SCAN_NOT_ACTIVE_BROKER_INTERVAL("scanNotActiveBrokerInterval", "10000", Kind.NUMBER, 100, 3_600_000, false),
    ORDER_MESSAGE_ENABLE("orderMessageEnable", "false", Kind.SWITCH, 0, 0, true),
    RETURN_ORDER_TOPIC_CONFIG_TO_BROKER("returnOrderTopicConfigToBroker", "true", Kind.SWITCH, 0, 0, true),
    ENABLE_ALL_TOPIC_LIST("enableAllTopicList", "true", Kind.SWITCH, 0, 0, true),
    ENABLE_TOPIC_LIST("enableTopicList", "true", Kind.SWITCH, 0, 0, true),
    NEED_WAIT_FOR_SERVICE("needWaitForService", "false", Kind.SWITCH, 0, 0, true),
    WAIT_SECONDS_FOR_SERVICE("waitSecondsForService", "45", Kind.NUMBER, 0, 3_600, true);

    /** Known to users of RocketMQ and of no effect here: there are no such pools, and roles follow from terms. */
    static final Set<String> IGNORED = Set.of(
            "rocketmqHome",
            "serverWorkerThreads",
            "serverCallbackExecutorThreads",
            "serverOnewaySemaphoreValue",
            "serverAsyncSemaphoreValue",
            "serverSocketBacklog",
            "serverSocketSndBufSize",
            "serverSocketRcvBufSize",
            "serverPooledByteBufAllocatorEnable",
            "useEpollNativeSelector",
            "clientRequestThreadPoolNums",
            "defaultThreadPoolNums",
            "clientRequestThreadPoolQueueCapacity",
            "defaultThreadPoolQueueCapacity",
            "unRegisterBrokerQueueCapacity",
            "clusterTest",
            "productEnvName",
            "supportActingMaster",
            "notifyMinBrokerIdChanged",
            "deleteTopicWithBrokerRegistration",
            "enableControllerInNamesrv",
            "configBlackList");

    private static final List<String> TLS_MODES = List.of("disabled", "permissive", "enforcing");

    private enum Kind {
        TEXT,
        NUMBER,
        SWITCH,
        TLS_MODE
    }

    private final String text;
    private final String defaultValue;
    private final Kind kind;
    private final long least;
    private final long most;
    private final boolean changeable;

    ConfigKey(String text, String defaultValue, Kind kind, long least, long most, boolean changeable) {
        this.text = text;
        this.defaultValue = defaultValue;
        this.kind = kind;
        this.least = least;
        this.most = most;
        this.changeable = changeable;
    }

    private static String home(String file) {
        return Path.of(System.getProperty("user.home", "."), "namesrv", file).toString();
    }

    /** Its name in the file. */
    String text() {
        return text;
    }

    String defaultValue() {
        return defaultValue;
    }

    /** Whether UPDATE_NAMESRV_CONFIG may change it; the others are read once at start. */
    boolean changeable() {
        return changeable;
    }

    static Optional<ConfigKey> named(String text) {
        for (ConfigKey key : values()) {
            if (key.text.equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    void check(String value) throws ConfigException {
        switch (kind) {
            case TEXT -> {
                if (value.isEmpty() && !defaultValue.isEmpty()) {
                    throw ConfigException.of(this, value, "give a value or leave the key out for " + defaultValue);
                }
            }
            case SWITCH -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw ConfigException.of(this, value, "write true or false");
                }
            }
            case TLS_MODE -> {
                if (!TLS_MODES.contains(value)) {
                    throw ConfigException.of(this, value, "write one of " + TLS_MODES);
                }
            }
            case NUMBER -> checkNumber(value);
        }
    }

    private void checkNumber(String value) throws ConfigException {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw ConfigException.of(this, value, "write a whole number from " + least + " to " + most);
        }
        if (number < least || number > most) {
            throw ConfigException.of(this, value, "it has to be from " + least + " to " + most);
        }
    }
}
