package io.quorate.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.namesrv.RegisterOutcome.Superseded;
import io.quorate.protocol.body.DataVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Announcements, goodbyes, lost connections and silence in any order. */
class RouteTablePropertyTest {
    private static final List<String> GROUPS = List.of("broker-a", "broker-b");
    private static final QueueRow ROW = new QueueRow(4, 4, 6, 0);
    private static final long EXPIRY_MILLIS = 5_000;

    enum Kind {
        REGISTER,
        UNREGISTER,
        CONNECTION_LOST,
        SILENCE
    }

    record Step(Kind kind, String group, int node, boolean leader, long term, long passedMillis) {
        String address() {
            return "h" + node + ":1";
        }

        Registration registration() {
            return new Registration(
                    "c",
                    group,
                    leader ? 0 : node + 1,
                    address(),
                    "",
                    null,
                    false,
                    EXPIRY_MILLIS,
                    new DataVersion(term, 0, term),
                    Map.of(group + "-topic", ROW, "shared", ROW));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Kind.REGISTER),
                Tuple.of(1, Kind.UNREGISTER),
                Tuple.of(1, Kind.CONNECTION_LOST),
                Tuple.of(1, Kind.SILENCE));
        return Combinators.combine(
                        kinds,
                        Arbitraries.of(GROUPS),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(1, 6),
                        Arbitraries.longs().between(0, 2_000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 500)
    void addressesAreUniqueRoutesNameLiveGroupsAndTermsNeverFall(@ForAll("steps") List<Step> steps) {
        RouteTable table = new RouteTable();
        long nowMillis = 0;
        for (Step step : steps) {
            nowMillis += step.passedMillis();
            Map<String, GroupView> before = table.groups();
            Optional<Long> leaderTerm = leaderTerm(table, step.group());
            boolean superseded = take(table, step, nowMillis);
            if (superseded) {
                assertThat(table.groups()).isEqualTo(before);
            } else if (step.kind() == Kind.REGISTER && step.leader()) {
                boolean wasLeader = before.containsKey(step.group())
                        && step.address()
                                .equals(before.get(step.group()).addresses().get(0L));
                assertThat(table.group(step.group()).orElseThrow().addresses()).containsEntry(0L, step.address());
                assertThat(wasLeader || leaderTerm.orElse(0L) <= step.term()).isTrue();
            }
            checkTables(table);
        }
        table.expire(nowMillis + EXPIRY_MILLIS + 1);
        assertThat(table.groups()).isEmpty();
        assertThat(table.topics()).isEmpty();
    }

    private static boolean take(RouteTable table, Step step, long nowMillis) {
        String session = step.group() + step.node();
        switch (step.kind()) {
            case REGISTER -> {
                return table.register(step.registration(), session.intern(), nowMillis) instanceof Superseded;
            }
            case UNREGISTER -> table.unregister(step.group(), step.address(), nowMillis);
            case CONNECTION_LOST -> table.sessionClosed(session.intern(), nowMillis);
            case SILENCE -> table.expire(nowMillis);
        }
        return false;
    }

    private static Optional<Long> leaderTerm(RouteTable table, String group) {
        return table.group(group)
                .map(view -> view.addresses().get(0L))
                .flatMap(address -> table.dataVersionOf(group, address))
                .map(DataVersion::stateVersion);
    }

    private static void checkTables(RouteTable table) {
        Map<String, GroupView> groups = table.groups();
        groups.values()
                .forEach(group ->
                        assertThat(group.addresses().values()).isNotEmpty().doesNotHaveDuplicates());
        for (String topic : table.topics()) {
            RouteView route = table.route(topic).orElseThrow();
            assertThat(groups.keySet()).containsAll(route.rows().keySet());
            assertThat(route.groups().keySet()).isEqualTo(route.rows().keySet());
        }
    }
}
