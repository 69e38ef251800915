package io.quorate.benchmarks.soak;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.PlatformManagedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Looks at one broker of this machine: at its process in Linux' {@code /proc}, at what only its JVM knows over JMX, and at
 * its log's folder. The JVM's management agent is started in it for that: a few threads and some heap that are counted as
 * the broker's.
 */
final class BrokerProbe implements AutoCloseable {
    private static final String DIRECT_BUFFERS = "java.nio:type=BufferPool,name=direct";
    private static final String DIAGNOSTIC = "com.sun.management:type=HotSpotDiagnostic";
    private static final long BYTES_PER_KIBIBYTE = 1024;

    /** What a broker's JVM was given. */
    record Limits(long heapBytesMax, long directBytesMax) {}

    private final String node;
    private final Path process;
    private final Path segments;
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final BufferPoolMXBean directBuffers;
    private final Limits limits;

    private BrokerProbe(String node, Path process, Path segments, JMXConnector connector) throws IOException {
        this.node = node;
        this.process = process;
        this.segments = segments;
        this.connector = connector;
        memory = proxy(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        directBuffers = proxy(DIRECT_BUFFERS, BufferPoolMXBean.class);
        limits = new Limits(
                memory.getHeapMemoryUsage().getMax(),
                Long.parseLong(proxy(DIAGNOSTIC, HotSpotDiagnosticMXBean.class)
                        .getVMOption("MaxDirectMemorySize")
                        .getValue()));
    }

    /** The broker that scripts/start-group.sh keeps in this folder, n1 for example. */
    @SuppressWarnings("BanJNDI") // who answers is a broker that we started, at an address its own JVM told us
    static BrokerProbe attach(Path nodeDirectory) throws IOException, AttachNotSupportedException {
        String pid = Files.readString(nodeDirectory.resolve("broker.pid")).strip();
        VirtualMachine machine = VirtualMachine.attach(pid);
        try {
            JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
            return new BrokerProbe(
                    nodeDirectory.getFileName().toString(),
                    Path.of("/proc", pid),
                    nodeDirectory.resolve("store").resolve("commitlog"),
                    JMXConnectorFactory.connect(address));
        } finally {
            machine.detach();
        }
    }

    private <T extends PlatformManagedObject> T proxy(String name, Class<T> type) throws IOException {
        MBeanServerConnection connection = connector.getMBeanServerConnection();
        return ManagementFactory.newPlatformMXBeanProxy(connection, name, type);
    }

    Limits limits() {
        return limits;
    }

    /** Fails when the broker is gone. */
    BrokerSample sample() throws IOException {
        List<String> status = Files.readAllLines(process.resolve("status"));
        List<Long> positions = segmentPositions();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        return new BrokerSample(
                node,
                status(status, "VmRSS:") * BYTES_PER_KIBIBYTE,
                status(status, "RssAnon:") * BYTES_PER_KIBIBYTE,
                status(status, "RssFile:") * BYTES_PER_KIBIBYTE,
                heap.getUsed(),
                heap.getCommitted(),
                directBuffers.getMemoryUsed(),
                (int) status(status, "Threads:"),
                openFiles(),
                positions.size(),
                positions.isEmpty() ? 0 : positions.get(0));
    }

    private static long status(List<String> lines, String key) throws IOException {
        for (String line : lines) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.substring(key.length()).strip().split(" ", -1)[0]);
            }
        }
        throw new IOException("/proc/PID/status has no " + key);
    }

    private int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return (int) files.count();
        }
    }

    // A segment's file is named by the position at which it begins.
    private List<Long> segmentPositions() throws IOException {
        try (Stream<Path> files = Files.list(segments)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d+\\.log"))
                    .map(name -> Long.valueOf(name.substring(0, name.indexOf('.'))))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
