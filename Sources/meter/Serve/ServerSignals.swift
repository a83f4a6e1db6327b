internal import Glibc

/// Waits for the signals that a server understands.
///
/// They are blocked in the thread that makes this value and in all that it starts, and taken by
/// `wait` alone: so nothing runs inside a signal handler.
struct ServerSignals {
  /// What a server is asked to do.
  enum Wish {
    /// SIGTERM or SIGINT.
    case stop(signal: String)
    /// SIGHUP.
    case reload
    /// No signal came for some time.
    case nothing
  }

  private var set = sigset_t()

  init() {
    unsafe sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    // A client that hangs up is seen by the write that fails.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that may grow no further.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Sleeps until one of the signals comes, or the time is over.
  func wait(seconds: Int) -> Wish {
    var set = set
    var limit = timespec(tv_sec: seconds, tv_nsec: 0)
    switch unsafe sigtimedwait(&set, nil, &limit) {
    case SIGTERM: return .stop(signal: "SIGTERM")
    case SIGINT: return .stop(signal: "SIGINT")
    case SIGHUP: return .reload
    default: return .nothing
    }
  }
}
