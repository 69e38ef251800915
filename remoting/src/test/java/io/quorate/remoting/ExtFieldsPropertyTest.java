package io.quorate.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** ExtFields against a map: the slow and obvious twin. */
class ExtFieldsPropertyTest {
    record Put(String name, String value) {}

    @Property
    void behavesLikeAMapWithoutEmptyValues(@ForAll("puts") List<Put> puts) {
        ExtFields fields = new ExtFields();
        Map<String, String> twin = new TreeMap<>();
        for (Put put : puts) {
            fields.put(put.name(), put.value());
            if (put.value().isEmpty()) {
                twin.remove(put.name());
            } else {
                twin.put(put.name(), put.value());
            }
        }
        assertThat(fields.toMap()).isEqualTo(twin);
        assertThat(fields.size()).isEqualTo(twin.size());
        twin.forEach((name, value) -> assertThat(fields.get(name)).isEqualTo(value));
    }

    @Provide
    Arbitrary<List<Put>> puts() {
        Arbitrary<String> names =
                Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(2);
        Arbitrary<String> values = Arbitraries.strings().alpha().ofMaxLength(3);
        return Combinators.combine(names, values).as(Put::new).list().ofMaxSize(60);
    }
}
