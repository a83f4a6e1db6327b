internal import CMicroHTTPD
internal import Synchronization

/// One request on its way through the server: its body as it arrives, then its answer.
///
/// The daemon calls with one request from one thread at a time, so its variables need no lock.
/// Only the answer comes from elsewhere: it is handed over under the lock.
///
/// @unchecked Sendable: all variables are touched only inside the daemon's calls for this request,
/// which never overlap; `phase` is behind a mutex, and `connection` is used outside of those calls
/// only to resume, under that mutex, which the library allows from every thread.
@safe final class RequestState: @unchecked Sendable {
  /// What has happened to the answer.
  enum Phase {
    /// The body is arriving, or the handler has been called and has not returned.
    case working
    /// The connection sleeps until `respond`.
    case suspended
    case answered(HTTPResponse)
    case sent
  }

  var head: HTTPRequest
  /// Who answers; nil if nobody will, and then there is a refusal.
  var route: RouteTable.Route?
  /// A signature that is checked when the body has arrived; until then `head.access` is nil.
  var claim: SigV4Claim?
  /// An answer that was decided before the body had arrived; the body is then thrown away.
  var refusal: HTTPResponse?
  /// Whether the answer goes out before the body has been read, and the connection is closed.
  var isBodyUnread = false
  /// Whether the path is one that the server knows: others do not become names of anything.
  var isKnownPath = true
  /// The status that was queued; 0 until then.
  var sentStatus: UInt32 = 0
  /// Lines of the answer that let a named web page read it.
  var crossOriginFields: [HTTPField] = []
  /// Whether the route has been called.
  var isDispatched = false
  /// Bytes of the body so far, thrown away ones included.
  var received = 0
  let startNanoseconds: Int64
  /// Names the request in logs and answers.
  let id = RequestID.next()
  private let connection: OpaquePointer
  private let phase = Mutex<Phase>(.working)

  init(head: HTTPRequest, connection: OpaquePointer, startNanoseconds: Int64) {
    self.head = head
    unsafe self.connection = connection
    self.startNanoseconds = startNanoseconds
  }

  /// Decides the answer while the body is still arriving: the rest of it is thrown away.
  func discard(answering response: HTTPResponse) {
    refusal = response
    head.body = []
    head.hold = nil
  }

  /// Takes the answer, from any thread. A second answer is ignored.
  ///
  /// The connection is woken inside the lock: whoever takes the answer, or ends the request, then
  /// waits until this thread has left the library. Otherwise a stopping server could take the
  /// daemon away beneath it, and the library would end the process.
  func respond(_ response: HTTPResponse) {
    phase.withLock { phase in
      switch phase {
      case .working:
        phase = .answered(response)
      case .suspended:
        phase = .answered(response)
        unsafe MHD_resume_connection(connection)
      case .answered, .sent:
        break
      }
    }
  }

  /// Notes that the library has done with the request, however it ended: `connection` is gone.
  func end() { phase.withLock { $0 = .sent } }

  /// Returns the answer if there is one; otherwise puts the connection to sleep until there is.
  func takeResponseOrSuspend() -> HTTPResponse? {
    phase.withLock { phase in
      switch phase {
      case .answered(let response):
        phase = .sent
        return response
      case .working:
        // Inside the lock, so that an answer cannot come between the decision and the sleep.
        unsafe MHD_suspend_connection(connection)
        phase = .suspended
        return nil
      case .suspended, .sent:
        return nil
      }
    }
  }
}
