package io.quorate.protocol.body;

import io.quorate.protocol.TagFilter;
import io.quorate.protocol.TagHash;
import io.quorate.protocol.json.JsonObject;
import io.quorate.protocol.json.JsonWriter;
import io.quorate.remoting.RequestException;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a consumer wants of one topic.
 *
 * @param subString filter expression of the type named by expressionType
 * @param expressionType {@link #TAG} or {@link #SQL92}
 * @param tagsSet tags of a tag expression, none for all messages
 * @param codeSet their hashes, always computed from the tags: Go clients hash non-ASCII tags in another way
 * @param subVersion the larger, the newer; compared within one group and topic only
 */
public record SubscriptionData(
        String topic,
        String subString,
        String expressionType,
        Set<String> tagsSet,
        Set<Integer> codeSet,
        long subVersion,
        boolean classFilterMode) {
    public static final String TAG = "TAG";
    public static final String SQL92 = "SQL92";

    public SubscriptionData {
        tagsSet = Set.copyOf(tagsSet);
        codeSet = Set.copyOf(codeSet);
    }

    /** A subscription to a tag expression such as {@code *} or {@code a || b}. */
    public static SubscriptionData ofTags(String topic, String expression, long subVersion) throws RequestException {
        TagFilter filter = TagFilter.parse(expression);
        String subString = filter.isAll() ? TagFilter.ALL_TAGS : expression;
        return new SubscriptionData(topic, subString, TAG, filter.tags(), codesOf(filter.tags()), subVersion, false);
    }

    public static SubscriptionData ofSql(String topic, String expression, long subVersion) {
        return new SubscriptionData(topic, expression, SQL92, Set.of(), Set.of(), subVersion, false);
    }

    public boolean isTag() {
        return TAG.equals(expressionType);
    }

    /** Meaningful for a tag expression only. */
    public TagFilter tagFilter() {
        return TagFilter.ALL_TAGS.equals(subString) ? TagFilter.ALL : TagFilter.of(tagsSet);
    }

    public static SubscriptionData read(JsonObject json) throws RequestException {
        String subString = json.textOr("subString", TagFilter.ALL_TAGS);
        String expressionType = json.textOr("expressionType", "");
        Set<String> tags = Set.copyOf(json.texts("tagsSet"));
        if (expressionType.isEmpty()) {
            expressionType = TAG;
        }
        // A client that leaves the splitting to the broker must not be given every message.
        if (tags.isEmpty() && TAG.equals(expressionType)) {
            tags = TagFilter.parse(subString).tags();
        }
        return new SubscriptionData(
                json.requiredText("topic"),
                subString.isEmpty() ? TagFilter.ALL_TAGS : subString,
                expressionType,
                tags,
                codesOf(tags),
                json.longOr("subVersion", 0),
                json.flagOr("classFilterMode", false));
    }

    public void write(JsonWriter json) {
        json.beginObject().member("classFilterMode", classFilterMode);
        json.key("codeSet").beginArray();
        new TreeSet<>(codeSet).forEach(json::value);
        json.endArray()
                .member("expressionType", expressionType)
                .member("subString", subString)
                .member("subVersion", subVersion)
                .member("tagsSet", new TreeSet<>(tagsSet))
                .member("topic", topic)
                .endObject();
    }

    private static Set<Integer> codesOf(Set<String> tags) {
        Set<Integer> codes = new TreeSet<>();
        for (String tag : tags) {
            codes.add((int) TagHash.of(tag));
        }
        return codes;
    }
}
