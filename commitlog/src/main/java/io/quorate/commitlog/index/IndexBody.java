package io.quorate.commitlog.index;

import java.nio.ByteBuffer;
import java.util.List;

/** The two parts of an index file on its way to the disk. */
record IndexBody(List<ByteBuffer> directory, List<ByteBuffer> body) {}
