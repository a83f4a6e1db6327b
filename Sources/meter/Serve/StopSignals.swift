internal import Glibc

/// Waits for the signals that ask a server to stop.
///
/// They are blocked in the thread that makes this value and in all that it starts, and taken by
/// `wait` alone: so nothing runs inside a signal handler.
struct StopSignals {
  private var set = sigset_t()

  init() {
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGTERM)
    unsafe sigaddset(&set, SIGINT)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    // A client that hangs up is seen by the write that fails.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Sleeps until one of the signals comes, and returns its name.
  func wait() -> String {
    var set = set
    var number: Int32 = 0
    while unsafe sigwait(&set, &number) != 0 {}
    return number == SIGTERM ? "SIGTERM" : "SIGINT"
  }
}
