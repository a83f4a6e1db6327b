import Glibc

/// Lets other threads run for a while.
func usleepMilliseconds(_ count: UInt32) { usleep(count * 1_000) }
