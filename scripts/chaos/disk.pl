#!/usr/bin/perl
# Cuts the power of a mounted file system: nothing more reaches its disk, and what was not flushed is lost. Needs root.
#
#   disk.pl cut FOLDER                      FOLDER: where it is mounted
#   disk.pl cut-torn FOLDER FILE PAGE...    before that these pages (of 4096 bytes) of FILE reach the disk, in this order
use strict;
use warnings;

use constant FS_IOC_SHUTDOWN => 0x8004587d;
use constant WITHOUT_FLUSHING_THE_JOURNAL => 2;
use constant WAIT_BEFORE_WRITE_WAIT_AFTER => 7;
use constant PAGE_BYTES => 4096;
my %SYNC_FILE_RANGE = (x86_64 => 277, aarch64 => 84);

my ($verb, $folder, $file, @pages) = @ARGV;
if ($verb eq 'cut-torn') {
    chomp(my $machine = `uname -m`);
    my $number = $SYNC_FILE_RANGE{$machine} or die "sync_file_range of $machine is not known\n";
    open(my $written, '+<', $file) or die "$file: $!\n";
    for my $page (@pages) {
        # Beyond the end of the file there is nothing to write, which is no error.
        syscall($number, fileno($written), $page * PAGE_BYTES, PAGE_BYTES, WAIT_BEFORE_WRITE_WAIT_AFTER) == 0
            or die "$file, page $page: $!\n";
    }
} elsif ($verb ne 'cut') {
    die "what is $verb?\n";
}
open(my $disk, '<', $folder) or die "$folder: $!\n";
my $how = pack('L', WITHOUT_FLUSHING_THE_JOURNAL);
defined(ioctl($disk, FS_IOC_SHUTDOWN, $how)) or die "$folder: $!\n";
