package io.quorate.benchmarks.soak;

/**
 * One broker at one moment.
 *
 * @param rssBytes physical memory of the process; the next two are its parts
 * @param rssAnonBytes heap, direct memory, stacks and all else that only this process has
 * @param rssFileBytes mapped pages of files: the log and its indexes. The kernel takes them back when it needs them
 * @param heapCommittedBytes what the JVM has taken for its heap, up to -Xmx
 * @param directBytes direct buffers, which -XX:MaxDirectMemorySize bounds
 * @param openFiles sockets among them
 * @param segmentCount of the log
 * @param basePosition where the log begins
 */
record BrokerSample(
        String node,
        long rssBytes,
        long rssAnonBytes,
        long rssFileBytes,
        long heapUsedBytes,
        long heapCommittedBytes,
        long directBytes,
        int threads,
        int openFiles,
        int segmentCount,
        long basePosition) {}
