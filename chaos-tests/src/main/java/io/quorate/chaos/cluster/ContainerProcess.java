package io.quorate.chaos.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import io.quorate.chaos.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * One program in its container. The container is made once; kills and starts happen to it, its address stays. What it stores
 * is in a folder of this machine, as are its logs; what it says else is in {@code stdout.log} of its home, from its last end on.
 */
final class ContainerProcess implements HostProcess {
    static final int SHORT_ID_CHARS = 12;
    /** Who runs our image, as its Dockerfile says. */
    private static final String USER = "10001:10001";

    private static final String DATA = "/data";
    private static final String LOGS = "/logs";
    private static final String IN_FRONT = "/classes-in-front";
    private static final Duration END_MAX = Duration.ofSeconds(20);
    private static final long PERIOD_MICROS = 100_000;
    private static final long NO_LIMIT = -1;

    private final DockerClient docker;
    private final Program program;
    private final Place place;
    private GenericContainer<?> container;

    /** Where it is to run. */
    record Place(String image, Network network, String ip, Map<String, String> labels) {}

    ContainerProcess(DockerClient docker, Program program, Place place) {
        this.docker = docker;
        this.program = program;
        this.place = place;
    }

    /** Anew, if it has run before. */
    void start() {
        makeFolders();
        if (container != null) {
            docker.startContainerCmd(id()).exec();
            return;
        }
        container = new GenericContainer<>(DockerImageName.parse(place.image()))
                .withImagePullPolicy(any -> false)
                .withNetwork(place.network())
                .withLabels(place.labels())
                .withCommand(program.kind().module)
                .withEnv(environment())
                .withCreateContainerCmdModifier(this::fit);
        container.start();
        System.out.println("container " + program.host() + ": id " + id().substring(0, SHORT_ID_CHARS) + ", address "
                + place.ip() + ", image " + place.image() + ", pid "
                + docker.inspectContainerCmd(id()).exec().getState().getPidLong());
    }

    private String id() {
        return container.getContainerId();
    }

    /** They may be gone after a power cut, and what is in them is to be that user's who runs the image. */
    private void makeFolders() {
        make(logs());
        if (program.kind() == Program.Kind.BROKER) {
            make(program.store());
        }
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.run("chown", "-R", USER, folder.toString());
    }

    private Path logs() {
        return program.home().resolve("logs");
    }

    /** What the image's entry point makes of these is told in docs/OPERATIONS.md. */
    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        program.settings().forEach((key, value) -> environment.put("QUORATE_" + key, value));
        List<String> options = new ArrayList<>(program.jvmOptions());
        options.add("-ea");
        // Times in logs are compared with those of this JVM.
        options.add("-Duser.timezone=" + ZoneId.systemDefault());
        environment.put("QUORATE_LOG_DIR", LOGS);
        environment.put("QUORATE_JVM_OPTIONS", String.join(" ", options));
        if (!program.classesInFront().isEmpty()) {
            environment.put("CLASSPATH", IN_FRONT);
        }
        return environment;
    }

    private void fit(CreateContainerCmd command) {
        List<Bind> binds = new ArrayList<>(List.of(bind(logs(), LOGS, AccessMode.rw)));
        if (program.kind() == Program.Kind.BROKER) {
            binds.add(bind(program.store(), DATA + "/" + program.kind().storeName, AccessMode.rw));
        }
        if (!program.classesInFront().isEmpty()) {
            binds.add(bind(Path.of(program.classesInFront()), IN_FRONT, AccessMode.ro));
        }
        command.withName(place.network().getId().substring(0, SHORT_ID_CHARS) + "-" + program.host())
                .withHostName(program.host())
                .withIpv4Address(place.ip())
                // A JVM for each look is more than these few processors can spare.
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
        command.getHostConfig().withBinds(binds);
    }

    private static Bind bind(Path here, String there, AccessMode mode) {
        return new Bind(here.toString(), new Volume(there), mode);
    }

    private ContainerState state() {
        return docker.inspectContainerCmd(id()).exec().getState();
    }

    @Override
    public boolean isAlive() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public int exitCode() {
        return Math.toIntExact(state().getExitCodeLong());
    }

    @Override
    public void kill9() {
        try {
            docker.killContainerCmd(id()).withSignal("KILL").exec();
        } catch (ConflictException | NotModifiedException ended) {
            // By itself, before us.
        }
        Await.until("the end of container " + program.host(), END_MAX, () -> !isAlive());
        saveOutput();
    }

    private void saveOutput() {
        try {
            Files.createDirectories(program.home());
            Files.writeString(program.home().resolve("stdout.log"), container.getLogs());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void terminate() {
        if (isAlive()) {
            docker.killContainerCmd(id()).withSignal("TERM").exec();
        }
    }

    @Override
    public long pid() {
        return 1;
    }

    @Override
    public OptionalLong pidHere() {
        Long pid = isAlive() ? state().getPidLong() : null;
        return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public void pause() {
        if (isAlive()) {
            docker.pauseContainerCmd(id()).exec();
        }
    }

    @Override
    public void resume() {
        if (isPaused()) {
            docker.unpauseContainerCmd(id()).exec();
        }
    }

    /** A quota of the scheduler's. */
    @Override
    public void starve(int percent) {
        limit(PERIOD_MICROS * percent / 100);
    }

    @Override
    public void feed() {
        limit(NO_LIMIT);
    }

    private void limit(long micros) {
        if (isAlive()) {
            docker.updateContainerCmd(id())
                    .withCpuPeriod(PERIOD_MICROS)
                    .withCpuQuota(micros)
                    .exec();
        }
    }

    @Override
    public Duration processorTime() {
        return Optional.ofNullable(state().getPidLong())
                .flatMap(ProcessHandle::of)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private boolean isPaused() {
        return Boolean.TRUE.equals(state().getPaused());
    }

    @Override
    public boolean isFrozenOrGone() {
        ContainerState now = state();
        return Boolean.TRUE.equals(now.getPaused()) || !Boolean.TRUE.equals(now.getRunning());
    }

    @Override
    public void close() {
        kill9();
    }

    /** The container itself; what it stored stays. */
    void remove() {
        if (container != null && container.getContainerId() != null) {
            docker.removeContainerCmd(id())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        }
    }
}
