internal import Glibc
internal import Synchronization

/// A request that is over: for counters and logs. Nothing of its content.
public struct RequestEvent: Sendable {
  public var id: RequestID
  public var method: String
  public var path: String
  /// Whether the server has something at that path.
  public var isKnownPath: Bool
  /// The encoding, where the request stated one of OTLP's.
  public var encoding: OTLPEncoding?
  /// The status of the answer; 0 if the client was gone before there was one.
  public var status: UInt32
  /// Bytes of the body as they came over the wire.
  public var receivedBytes: Int
  public var nanoseconds: Int64
  /// Who sent it, where the server asks.
  public var sender: String?
}

/// The name of a request in logs and answers: unique for the life of a process.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
  private var number: UInt64

  private static let counter = Atomic<UInt64>(0)
  /// Tells processes apart.
  private static let start: UInt32 = {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return UInt32(truncatingIfNeeded: time.tv_sec)
  }()

  static func next() -> RequestID {
    RequestID(number: counter.add(1, ordering: .relaxed).newValue)
  }

  public var description: String { String(Self.start, radix: 16) + "-" + String(number) }
}
