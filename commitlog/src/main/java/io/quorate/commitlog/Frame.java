package io.quorate.commitlog;

/** What stands where an entry is expected. */
enum Frame {
    /** The entry that comes next in this log. */
    GOOD,
    /** A header of zeros: never written. */
    ZEROED,
    /** A length that no entry at this place can have. */
    BAD_LENGTH,
    /** The bytes are not those the checksum was made of. */
    BAD_CHECKSUM,
    /** Sound, of a version, kind or with flags this program does not know. */
    UNKNOWN_VERSION,
    /** Sound, but meant for another place. */
    WRONG_POSITION,
    /** Sound and in its place; its index, term or timestamp does not follow what comes before. */
    OUT_OF_ORDER,
    /** Sound and in its place; it followed another log than the one before it. */
    BAD_CHAIN
}
