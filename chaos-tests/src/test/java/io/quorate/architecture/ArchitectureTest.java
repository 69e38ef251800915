package io.quorate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between modules: what may be imported from where. They point down, and there are no others. */
class ArchitectureTest {
    private static final String REMOTING = "io.quorate.remoting..";
    private static final String PROTOCOL = "io.quorate.protocol..";
    private static final String RAFT = "io.quorate.raft..";
    private static final String RUNTIME = "io.quorate.raft.runtime..";
    private static final String COMMITLOG = "io.quorate.commitlog..";
    private static final String BROKER = "io.quorate.broker..";
    private static final String NAMESRV = "io.quorate.namesrv..";
    private static final String CLIENT = "io.quorate.client..";
    private static final String ADMIN = "io.quorate.admin..";

    private static JavaClasses ours;

    @BeforeAll
    static void importClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.quorate");
    }

    @Test
    void theCoreImportsOnlyTheJdk() {
        ArchRule rule = classes()
                .that(resideInAPackage(RAFT).and(not(resideInAPackage(RUNTIME))))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..").or(resideInAPackage(RAFT).and(not(resideInAPackage(RUNTIME)))));
        rule.check(ours);
    }

    @Test
    void theCoreHasNoThreadsFilesSocketsOrClocks() {
        noClasses()
                .that(resideInAPackage(RAFT).and(not(resideInAPackage(RUNTIME))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.time..",
                        "java.util.concurrent.."))
                .check(ours);
    }

    @Test
    void remotingAndProtocolKnowNobody() {
        mayDependOn(REMOTING, REMOTING);
        mayDependOn(PROTOCOL, PROTOCOL, REMOTING);
    }

    @Test
    void theRaftRuntimeKnowsRaftAndRemoting() {
        mayDependOn(RUNTIME, RAFT, REMOTING);
    }

    @Test
    void theCommitLogKnowsRaftAloneAndNoNetwork() {
        mayDependOn(COMMITLOG, COMMITLOG, RAFT);
        noClasses()
                .that()
                .resideInAPackage(COMMITLOG)
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty..", RUNTIME))
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void brokerNameServerClientAndAdminKnowWhatIsBelowThem() {
        mayDependOn(BROKER, BROKER, REMOTING, PROTOCOL, RAFT, COMMITLOG);
        mayDependOn(NAMESRV, NAMESRV, REMOTING, PROTOCOL);
        mayDependOn(CLIENT, CLIENT, REMOTING, PROTOCOL);
        mayDependOn(ADMIN, ADMIN, CLIENT, REMOTING, PROTOCOL);
        // What bare replicas can do is measured, too.
        mayDependOn("io.quorate.benchmarks..", "io.quorate.benchmarks..", CLIENT, REMOTING, PROTOCOL, RAFT, COMMITLOG);
    }

    @Test
    void packagesOfTheCoreHaveNoCycles() {
        slices().matching("io.quorate.raft.(*)..").should().beFreeOfCycles().check(ours);
    }

    private static void mayDependOn(String who, String... whom) {
        noClasses()
                .that()
                .resideInAPackage(who)
                .should()
                .dependOnClassesThat(resideInAPackage("io.quorate..").and(not(resideInAnyPackage(whom))))
                .allowEmptyShould(true)
                .check(ours);
    }
}
