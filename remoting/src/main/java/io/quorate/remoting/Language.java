package io.quorate.remoting;

/** Sender's language, by its number on the wire. An unknown one is {@link #OTHER}, never an error. */
public enum Language {
    JAVA(0),
    CPP(1),
    DOTNET(2),
    PYTHON(3),
    DELPHI(4),
    ERLANG(5),
    RUBY(6),
    OTHER(7),
    HTTP(8),
    GO(9),
    PHP(10),
    OMS(11),
    RUST(12),
    NODE_JS(13);

    private static final Language[] VALUES = values();

    private final int number;

    Language(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    public static Language of(int number) {
        for (Language language : VALUES) {
            if (language.number == number) {
                return language;
            }
        }
        return OTHER;
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
