internal import Glibc

/// Lets other threads and processes run for a while.
public func sleepMilliseconds(_ count: UInt32) { usleep(count * 1_000) }
