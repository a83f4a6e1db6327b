/// Why compressed bytes could not be inflated.
public enum GunzipError: Error, Hashable, Sendable {
  /// Not gzip or zlib data, or damaged.
  case corrupt
  /// The data ends before the stream does.
  case truncated
  /// The content is larger than allowed.
  case tooLarge(limitBytes: Int)
  /// The content is more times larger than its compressed form than allowed.
  case ratioTooHigh(limit: Int)
}

/// Inflates a gzip or zlib body whole, within limits.
///
/// - Parameters:
///   - body: one or more gzip members, or one zlib stream.
///   - limitBytes: how large the content may become.
///   - ratioLimit: how many times larger than `body` the content may become, beyond its first MiB.
public func gunzip(
  _ body: [UInt8], limitBytes: Int, ratioLimit: Int
) throws(GunzipError) -> [UInt8] {
  []
}
