package io.quorate.remoting;

/** A refusal: the response code to answer with and a remark that says what was wrong and what would be right. */
public final class RequestException extends Exception {
    private final int responseCode;

    public RequestException(int responseCode, String remark) {
        super(remark, null, false, false);
        this.responseCode = responseCode;
    }

    public int responseCode() {
        return responseCode;
    }
}
