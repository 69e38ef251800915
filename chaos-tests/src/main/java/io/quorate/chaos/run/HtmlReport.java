package io.quorate.chaos.run;

import io.quorate.simulation.check.Verdict;

/** A run as one page without anything to load: the picture, the verdicts, then the report in words. */
final class HtmlReport {
    private static final String STYLE = "body{font-family:sans-serif;margin:2em;max-width:1250px}"
            + "pre{background:#f6f6f6;padding:1em;overflow:auto}"
            + ".VALID{color:#1a7f37}.INVALID,.VIOLATION{color:#b91c1c;font-weight:bold}"
            + ".UNKNOWN,.INVALID_RUN{color:#c2410c;font-weight:bold}"
            + "td{padding:1px 12px 1px 0;vertical-align:top}";

    private HtmlReport() {}

    static String of(RunResult result, String text) {
        StringBuilder page = new StringBuilder(
                        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>chaos ")
                .append(result.options().seed())
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Chaos run: <span class='")
                .append(result.outcome())
                .append("'>")
                .append(result.outcome())
                .append(
                        "</span></h1>\n<p>Red: a fault lasts. Yellow: the group recovers. Grey: a fault that did not bite.</p>\n")
                .append(TimelinePicture.of(result))
                .append("<table>\n");
        for (Verdict verdict : result.verdicts()) {
            page.append("<tr><td>")
                    .append(escaped(verdict.checker()))
                    .append("</td><td class='")
                    .append(verdict.status())
                    .append("'>")
                    .append(verdict.status())
                    .append("</td></tr>\n");
        }
        return page.append("</table>\n<pre>")
                .append(escaped(text))
                .append("</pre></body></html>\n")
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
