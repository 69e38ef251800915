package io.quorate.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.ResponseCode;
import io.quorate.protocol.Vectors;
import io.quorate.remoting.RequestException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonTest {
    private static JsonObject parse(String text) throws RequestException {
        return JsonObject.parse(text, "Test");
    }

    @Example
    void readsLeniently() throws RequestException {
        JsonObject json = parse(" {\"n\":5,\"q\":\"6\",\"b\":true,\"bq\":\"TRUE\",\"nil\":null,\"list\":[1,\"2\",null],"
                + "\"o\":{\"x\":\"\\u00e4\"},0:\"bare\",-7:1,\"objects\":[{\"i\":1},{\"i\":2}]} ");
        assertThat(json.intOr("n", 0)).isEqualTo(5);
        assertThat(json.requiredLong("q")).isEqualTo(6);
        assertThat(json.flagOr("b", false)).isTrue();
        assertThat(json.flagOr("bq", false)).isTrue();
        assertThat(json.has("nil")).isFalse();
        assertThat(json.text("nil")).isNull();
        assertThat(json.texts("list")).containsExactly("1", "2");
        assertThat(json.object("o").text("x")).isEqualTo("ä");
        assertThat(json.text("0")).isEqualTo("bare");
        assertThat(json.objects("objects")).hasSize(2);
        assertThat(json.object("absent")).isEqualTo(JsonObject.EMPTY);
        assertThat(json.texts("absent")).isEmpty();
    }

    @Example
    void objectsAsKeysBecomeTheirText() throws RequestException {
        JsonObject json =
                parse("{\"t\":{{\"a\":\"q\\\"}\",\"n\":0}:5 , {\"a\":\"r\"}:{\"x\":[{\"y\":1},{\"y\":2}]}},\"z\":1}");
        JsonObject table = json.object("t");
        assertThat(table.names()).hasSize(2);
        List<String> keys = List.copyOf(table.names());
        assertThat(parse(keys.get(0)).text("a")).isEqualTo("q\"}");
        assertThat(table.requiredLong(keys.get(0))).isEqualTo(5);
        assertThat(table.object(keys.get(1)).objects("x")).hasSize(2);
        assertThat(json.intOr("z", 0)).isEqualTo(1);
    }

    @Example
    void bodyThatABrokerOnlyPassesOnCanBeRead() throws RequestException {
        JsonObject json = parse(Vectors.json("cap-020-consumer-running-info-body"));
        JsonObject queues = json.object("mqTable");
        assertThat(queues.names()).hasSize(4);
        String first = queues.names().iterator().next();
        assertThat(parse(first).text("topic")).isEqualTo("P1Topic");
        assertThat(queues.object(first).requiredLong("commitOffset")).isEqualTo(7);
        assertThat(json.object("properties").text("PROP_CLIENT_VERSION")).isEqualTo("V5_5_0");
        assertThat(parse(Vectors.json("cap-022-consume-directly-result-body")).text("consumeResult"))
                .isEqualTo("CR_LATER");
    }

    @Example
    void refusalsNameTheMember() throws RequestException {
        JsonObject json = parse("{\"n\":\"x\",\"o\":{},\"l\":[{}]}");
        assertRefused(() -> json.intOr("n", 0), "n", "\"x\"", "32-bit");
        assertRefused(() -> json.text("o"), "o", "an object");
        assertRefused(() -> json.object("n"), "n", "expected an object");
        assertRefused(() -> json.texts("l"), "l", "array of strings");
        assertRefused(() -> json.objects("n"), "expected an array");
        assertRefused(() -> json.requiredText("gone"), "gone", "missing");
    }

    @Example
    void brokenTextsAreRefused() {
        for (String text : List.of(
                "{",
                "}",
                "[]",
                "5",
                "\"a\"",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1}x",
                "{\"a\":1,}",
                "{{}",
                "{{:",
                "{{\"",
                "\u0000")) {
            assertRefused(() -> parse(text), "Test");
        }
        assertRefused(() -> parse("{\"a\":".repeat(33) + "1" + "}".repeat(33)), "Test");
        assertRefused(() -> parse("{\"a\":" + "[".repeat(100_000)), "Test");
    }

    @Example
    void emptyBodyIsAnEmptyObject() throws RequestException {
        assertThat(parse("")).isEqualTo(JsonObject.EMPTY);
        assertThat(parse(" \n")).isEqualTo(JsonObject.EMPTY);
    }

    @Property(tries = 5000)
    void anyTextIsReadOrRefused(@ForAll("almostJson") String text) {
        try {
            assertThat(parse(text)).isNotNull();
        } catch (RequestException e) {
            assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        }
    }

    @Property
    void whatIsWrittenIsRead(@ForAll Map<String, String> texts, @ForAll long number, @ForAll boolean flag)
            throws RequestException {
        String text = new JsonWriter()
                .beginObject()
                .member("texts", texts)
                .member("number", number)
                .member("flag", flag)
                .member("values", texts.values())
                .member("gone", (String) null)
                .key("numbers")
                .beginObject()
                .bareKey(number)
                .value("x")
                .endObject()
                .endObject()
                .toString();
        JsonObject json = parse(text);
        assertThat(json.object("texts").names()).isEqualTo(texts.keySet());
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            assertThat(json.object("texts").text(entry.getKey())).isEqualTo(entry.getValue());
        }
        assertThat(json.requiredLong("number")).isEqualTo(number);
        assertThat(json.flagOr("flag", !flag)).isEqualTo(flag);
        assertThat(json.texts("values")).containsExactlyElementsOf(texts.values());
        assertThat(json.has("gone")).isFalse();
        assertThat(json.object("numbers").text(Long.toString(number))).isEqualTo("x");
        assertThat(ObjectKeys.quoted(text)).isEqualTo(text);
    }

    @Example
    void writesWithoutBlanks() {
        String text = new JsonWriter()
                .beginObject()
                .objectKey(key -> key.beginObject().member("q", 1).endObject())
                .value(5)
                .objectKey(key -> key.beginObject().endObject())
                .value(Double.NaN)
                .key("a")
                .beginArray()
                .value(1)
                .value("x")
                .beginObject()
                .endObject()
                .beginArray()
                .endArray()
                .endArray()
                .member("d", 0.5)
                .endObject()
                .toString();
        assertThat(text).isEqualTo("{{\"q\":1}:5,{}:0.0,\"a\":[1,\"x\",{},[]],\"d\":0.5}");
    }

    interface Reading {
        Object read() throws RequestException;
    }

    private static void assertRefused(Reading reading, String... remarkParts) {
        assertThatThrownBy(reading::read).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.responseCode()).isEqualTo(ResponseCode.SYSTEM_ERROR);
            assertThat(e.getMessage()).contains(remarkParts);
        });
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "1", "-", "null", "true", " ", "{\"a\":")
                .list()
                .ofMaxSize(14)
                .map(parts -> "{" + String.join("", parts));
    }
}
