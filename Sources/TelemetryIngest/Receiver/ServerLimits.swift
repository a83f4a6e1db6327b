/// Bounds on what clients may make the server do.
public struct ServerLimits: Sendable {
  /// Longest request body, before and after decompression; OTLP recommends 64 MiB.
  public var bodyBytes = 64 << 20
  /// How much of a body over the limit is read and thrown away, so that the client sees the 413;
  /// a client that goes on sending beyond that is cut off.
  public var discardedBytes = 256 << 20
  /// A connection on which nothing happens for so long is closed.
  public var idleTimeoutSeconds: UInt32 = 60
  /// A body that has not arrived whole after so long is given up: the idle timeout alone lets a
  /// slow drip stay for ever.
  public var bodyDeadlineSeconds: Int64 = 120
  /// Connections at one time. SDKs keep one each.
  public var connections: UInt32 = 1024
  /// Connections of one address. Collectors and proxies bundle many agents behind one.
  public var connectionsPerAddress: UInt32 = 512
  /// Memory for the head of a request and its parsing; longer heads are answered 431.
  public var headBytes = 32 << 10
  /// Bytes that all requests together may hold: bodies that are being read, and what was decoded
  /// and waits for its commit. Beyond it, requests are answered 503 when their bodies have been
  /// read.
  public var inFlightBytes = 96 << 20
  /// How long a stopping server waits for requests whose bodies are still arriving.
  public var shutdownSeconds: Int64 = 10

  public init() {}
}
