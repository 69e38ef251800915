package io.quorate.remoting;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One request or response as it travels in a frame: a code, a correlation number (opaque), named text fields, a body.
 * Not thread-safe; handed from one owner to the next.
 */
public final class RemotingCommand {
    /** RocketMQ 5.5.0. Stock clients switch features on by the number a server reports. */
    public static final int PROTOCOL_VERSION = 513;

    private static final int RESPONSE_FLAG = 1;
    private static final int ONEWAY_FLAG = 2;
    private static final byte[] NO_BYTES = {};

    private int code;
    private Language language = Language.JAVA;
    private int version = PROTOCOL_VERSION;
    private int opaque;
    private int flag;
    private String remark;
    private ExtFields extFields = new ExtFields();
    private byte[] typedHeader = NO_BYTES;
    private HeaderType headerType = HeaderType.JSON;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    public static RemotingCommand request(int code) {
        return new RemotingCommand().code(code);
    }

    public static RemotingCommand oneway(int code) {
        return new RemotingCommand().code(code).flag(ONEWAY_FLAG);
    }

    public static RemotingCommand response(int code) {
        return new RemotingCommand().code(code).flag(RESPONSE_FLAG);
    }

    public static RemotingCommand response(int code, String remark) {
        return response(code).remark(remark);
    }

    public int code() {
        return code;
    }

    public RemotingCommand code(int code) {
        this.code = code;
        return this;
    }

    public Language language() {
        return language;
    }

    public RemotingCommand language(Language language) {
        this.language = language;
        return this;
    }

    /** Ordinal of the sender's release, see {@link #PROTOCOL_VERSION}. */
    public int version() {
        return version;
    }

    public RemotingCommand version(int version) {
        this.version = version;
        return this;
    }

    /** Correlates a response with its request; unique per connection and direction only. */
    public int opaque() {
        return opaque;
    }

    public RemotingCommand opaque(int opaque) {
        this.opaque = opaque;
        return this;
    }

    public int flag() {
        return flag;
    }

    public RemotingCommand flag(int flag) {
        this.flag = flag;
        return this;
    }

    public boolean isResponse() {
        return (flag & RESPONSE_FLAG) != 0;
    }

    /** True for a request whose sender wants no answer, not even an error. */
    public boolean isOneway() {
        return (flag & ONEWAY_FLAG) != 0;
    }

    /** Free text for people, or null. */
    public String remark() {
        return remark;
    }

    public RemotingCommand remark(String remark) {
        this.remark = remark;
        return this;
    }

    /** Never null; the live object, not a copy. */
    public ExtFields extFields() {
        return extFields;
    }

    public RemotingCommand extFields(ExtFields extFields) {
        this.extFields = extFields;
        return this;
    }

    public String field(String name) {
        return extFields.get(name);
    }

    public RemotingCommand field(String name, String value) {
        extFields.put(name, value);
        return this;
    }

    public RemotingCommand field(String name, long value) {
        extFields.put(name, value);
        return this;
    }

    public RemotingCommand field(String name, boolean value) {
        extFields.put(name, value);
        return this;
    }

    /** Schema-encoded header of peer messages; travels only in the PROTOSTUFF header codec. Never null. */
    public byte[] typedHeader() {
        return typedHeader;
    }

    public RemotingCommand typedHeader(byte[] typedHeader) {
        this.typedHeader = typedHeader;
        return this;
    }

    /** How the header was or will be written. Set by the connection, on the way out as on the way in. */
    public HeaderType headerType() {
        return headerType;
    }

    RemotingCommand headerType(HeaderType headerType) {
        this.headerType = headerType;
        return this;
    }

    RemotingCommand asRequest(boolean oneway) {
        return flag(oneway ? ONEWAY_FLAG : 0);
    }

    RemotingCommand asResponseTo(int requestOpaque) {
        return opaque(requestOpaque).flag(RESPONSE_FLAG);
    }

    /** Never null; empty and absent are the same on the wire. */
    public ByteBuf body() {
        return body;
    }

    /** Hands the buffer's ownership to this command: it is released once it has been written. */
    public RemotingCommand body(ByteBuf body) {
        this.body = body;
        return this;
    }

    public RemotingCommand body(byte[] body) {
        return body(Unpooled.wrappedBuffer(body));
    }

    @Override
    public String toString() {
        return "RemotingCommand[code=" + code + " opaque=" + opaque + " flag=" + flag + " remark=" + remark + " ext="
                + extFields + " body=" + body.readableBytes() + "B]";
    }
}
