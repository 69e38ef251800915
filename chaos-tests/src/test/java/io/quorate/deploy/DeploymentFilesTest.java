package io.quorate.deploy;

import static io.quorate.deploy.Deployment.at;
import static io.quorate.deploy.Deployment.list;
import static io.quorate.deploy.Deployment.members;
import static io.quorate.deploy.Deployment.word;
import static io.quorate.deploy.Deployment.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.admin.QuorateCommand;
import io.quorate.broker.config.BrokerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the files say of names, ports, commands and settings is so in the image and in our programs. */
class DeploymentFilesTest {
    private static final Pattern EXPOSED = Pattern.compile("(?m)^EXPOSE (.*)$");
    private static final Pattern ENTRY_POINT = Pattern.compile("(?m)^ENTRYPOINT \\[\"(.*)\"]$");
    private static final int GRACE_SECONDS_LEAST = 15 + 37; // TRANSFER_TIMEOUT of a verb, and a leader's departure

    private final String dockerfile = Deployment.text("Dockerfile");

    private static Object object(String kind, String name) {
        return Deployment.yaml("kubernetes.yaml").stream()
                .filter(each -> word(each, "kind").equals(kind)
                        && word(each, "metadata.name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(dockerfile);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /** What a container runs there must be the image's entry point with a verb that there is. */
    private void assertVerb(List<String> command) {
        assertThat(command.get(0)).isEqualTo(found(ENTRY_POINT));
        QuorateCommand.commandLine()
                .parseArgs(command.subList(1, command.size()).toArray(String[]::new));
    }

    /** Each is a setting of a broker, and does something. */
    private static BrokerConfig brokerConfig(Map<String, String> environment) {
        Properties settings = new Properties();
        environment.forEach((name, value) -> {
            assertThat(name).startsWith("QUORATE_");
            settings.setProperty(name.substring("QUORATE_".length()), value);
        });
        BrokerConfig config = BrokerConfig.of(settings);
        assertThat(config.remarks()).isEmpty();
        return config;
    }

    @Test
    void theImageStandsOnJavaAndDoesNotRunAsRoot() {
        assertThat(dockerfile)
                .startsWith("#")
                .contains("ARG BASE=eclipse-temurin:25-jre\nFROM ${BASE}\n")
                .contains("USER 10001:10001")
                .contains("VOLUME /data")
                .contains("HEALTHCHECK ");
        assertThat(Deployment.DIR.resolve("quorate")).isExecutable();
    }

    @Test
    void composeStartsThreeReplicasThatKnowEachOther() {
        Object compose = Deployment.yaml("compose.yaml").get(0);
        List<String> brokers = members(compose, "services").keySet().stream()
                .filter(name -> name.startsWith("broker"))
                .toList();
        assertThat(brokers).containsExactly("broker1", "broker2", "broker3");
        for (String broker : brokers) {
            String service = "services." + broker;
            Map<String, String> environment = members(compose, service + ".environment");
            BrokerConfig config = brokerConfig(environment);
            assertThat(config.peer(config.node()).address()).isEqualTo(broker + ":10912");
            assertThat(config.nameServers().addresses()).containsExactly("namesrv:9876");
            assertThat(words(compose, service + ".volumes")).containsExactly(broker + ":/data");
            assertThat(word(compose, service + ".image")).isEqualTo(word(compose, "services.namesrv.image"));
            assertThat(members(compose, "volumes")).containsKey(broker);
        }
        assertThat(words(compose, "services.namesrv.command")).containsExactly("namesrv");
    }

    private static Map<String, String> environment(Object container) {
        return list(container, "env").stream()
                .collect(Collectors.toMap(
                        each -> word(each, "name"),
                        each -> ((Map<?, ?>) each).containsKey("value") ? word(each, "value") : "10.0.0.1"));
    }

    @Test
    void kubernetesReplicasKnowEachOtherByTheirPods() {
        Object set = object("StatefulSet", "quorate");
        int replicas = (Integer) at(set, "spec.replicas");
        String service = word(set, "spec.serviceName");
        Map<String, String> environment = environment(at(set, "spec.template.spec.containers.0"));
        String peers = IntStream.range(0, replicas)
                .mapToObj(i -> "n" + i + "-quorate-" + i + "." + service + ":10912")
                .collect(Collectors.joining(";"));
        assertThat(environment).containsEntry("QUORATE_peers", peers);
        BrokerConfig config = brokerConfig(environment);
        Object nameServers = object("StatefulSet", "quorate-namesrv");
        assertThat(config.nameServers().addresses())
                .isEqualTo(IntStream.range(0, (Integer) at(nameServers, "spec.replicas"))
                        .mapToObj(i -> "quorate-namesrv-" + i + "." + word(nameServers, "spec.serviceName") + ":9876")
                        .toList());
        assertThat(config.network().listenPort()).isEqualTo(10911);
        assertThat(at(object("Service", service), "spec.publishNotReadyAddresses"))
                .as("a group is formed before any of it is ready")
                .isEqualTo(true);
        assertThat(word(object("Service", service), "spec.clusterIP")).isEqualTo("None");
        assertThat(word(set, "spec.podManagementPolicy")).isEqualTo("Parallel");
    }

    @Test
    void kubernetesNamesFitTogether() {
        List<String> exposed = List.of(found(EXPOSED).split(" ", -1));
        for (String name : List.of("quorate", "quorate-namesrv")) {
            Object set = object("StatefulSet", name);
            Object labels = at(set, "spec.template.metadata.labels");
            assertThat(at(set, "spec.selector.matchLabels")).isEqualTo(labels);
            Object service = object("Service", word(set, "spec.serviceName"));
            assertThat(at(service, "spec.selector")).isEqualTo(labels);
            Object container = at(set, "spec.template.spec.containers.0");
            List<String> ports = new ArrayList<>();
            list(container, "ports").forEach(port -> ports.add(word(port, "name") + " " + word(port, "containerPort")));
            list(service, "spec.ports")
                    .forEach(port -> assertThat(ports).contains(word(port, "name") + " " + word(port, "port")));
            list(container, "ports").forEach(port -> assertThat(exposed).contains(word(port, "containerPort")));
            assertThat(word(container, "livenessProbe.tcpSocket.port")).isIn("clients", "namesrv");
            assertThat(word(container, "volumeMounts.0.mountPath")).isEqualTo("/data");
            assertThat(at(set, "spec.template.spec.securityContext.runAsNonRoot"))
                    .isEqualTo(true);
            assertThat(dockerfile)
                    .contains("USER " + word(set, "spec.template.spec.securityContext.runAsUser") + ":"
                            + word(set, "spec.template.spec.securityContext.fsGroup"));
        }
        Object brokers = object("StatefulSet", "quorate");
        Object labels = at(brokers, "spec.template.metadata.labels");
        Object budget = object("PodDisruptionBudget", "quorate");
        assertThat(at(budget, "spec.selector.matchLabels")).isEqualTo(labels);
        assertThat(at(budget, "spec.maxUnavailable")).isEqualTo(1);
        Object apart = at(
                brokers,
                "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0");
        assertThat(at(apart, "labelSelector.matchLabels")).isEqualTo(labels);
        assertThat(word(brokers, "spec.volumeClaimTemplates.0.metadata.name"))
                .isEqualTo(word(brokers, "spec.template.spec.containers.0.volumeMounts.0.name"));
    }

    @Test
    void kubernetesProbesAreVerbsThatThereAre() {
        Object pod = at(object("StatefulSet", "quorate"), "spec.template.spec");
        Object container = at(pod, "containers.0");
        assertVerb(words(container, "readinessProbe.exec.command"));
        assertThat(words(container, "readinessProbe.exec.command")).contains("ready", "127.0.0.1:10911");
        assertVerb(words(container, "lifecycle.preStop.exec.command"));
        assertThat(words(container, "lifecycle.preStop.exec.command")).contains("transfer-leader", "--if-leader");
        assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThan(GRACE_SECONDS_LEAST);
        assertThat(words(container, "args")).containsExactly("broker");
        assertThat(words(object("StatefulSet", "quorate-namesrv"), "spec.template.spec.containers.0.args"))
                .containsExactly("namesrv");
    }
}
