package io.quorate.chaos.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to run on a host.
 *
 * @param host its name
 * @param jvmOptions heap, collector and the like
 * @param environment added to that of whoever starts it
 * @param settings in the program's own words, without those that say where on the host its files are
 * @param home folder on this machine for its settings and logs
 * @param store folder on this machine for what it stores
 * @param classesInFront of its class path: a mutant; "" for the product as it is
 * @param otherClassPath instead of that of this build; "" for this build
 */
record Program(
        String host,
        Kind kind,
        List<String> jvmOptions,
        Map<String, String> environment,
        Map<String, String> settings,
        Path home,
        Path store,
        String classesInFront,
        String otherClassPath) {
    /** Which of our programs. */
    enum Kind {
        BROKER("broker", "io.quorate.broker.BrokerMain", "storePathRootDir", "store"),
        NAMESRV("namesrv", "io.quorate.namesrv.NameServerMain", "kvConfigPath", "kvConfig.json");

        /** The module, and the image's word for it. */
        final String module;

        final String main;
        /** The setting that says where it stores things, and what it is called where a host has a folder for them. */
        final String storeKey;

        final String storeName;

        Kind(String module, String main, String storeKey, String storeName) {
            this.module = module;
            this.main = main;
            this.storeKey = storeKey;
            this.storeName = storeName;
        }
    }
}
