package io.quorate.remoting;

/** Sender's language, by its number on the wire (the ordinal). An unknown one is {@link #OTHER}, never an error. */
public enum Language {
    JAVA,
    CPP,
    DOTNET,
    PYTHON,
    DELPHI,
    ERLANG,
    RUBY,
    OTHER,
    HTTP,
    GO,
    PHP,
    OMS,
    RUST,
    NODE_JS;

    private static final Language[] VALUES = values();

    public static Language of(int number) {
        return number >= 0 && number < VALUES.length ? VALUES[number] : OTHER;
    }

    public static Language of(String name) {
        for (Language language : VALUES) {
            if (language.name().equals(name)) {
                return language;
            }
        }
        return OTHER;
    }
}
