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
  /// Whoever asked has no room for more of it at present.
  case noRoom
}

/// Inflates a gzip or zlib body whole, within limits.
///
/// - Parameters:
///   - body: one or more gzip members, or one zlib stream.
///   - limitBytes: how large the content may become.
///   - ratioLimit: how many times larger than `body` the content may become, beyond its first MiB.
///   - hasRoom: asked before the content takes so many bytes more.
public func gunzip(
  _ body: [UInt8], limitBytes: Int, ratioLimit: Int, hasRoom: (Int) -> Bool = { _ in true }
) throws(GunzipError) -> [UInt8] {
  let inflater = Inflater()
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  var position = 0
  while true {
    let step = inflater.inflate(body, position..<body.count, into: &buffer, 0..<buffer.count)
    position += step.consumed
    guard step.produced <= limitBytes - content.count else {
      throw .tooLarge(limitBytes: limitBytes)
    }
    guard hasRoom(step.produced) else { throw .noRoom }
    content.append(contentsOf: buffer[..<step.produced])
    let (ratioBytes, overflow) = body.count.multipliedReportingOverflow(by: ratioLimit)
    guard overflow || content.count <= max(1 << 20, ratioBytes) else {
      throw .ratioTooHigh(limit: ratioLimit)
    }
    switch step.status {
    case .corrupt: throw .corrupt
    case .running:
      if position == body.count, step.produced < buffer.count { throw .truncated }
    case .finished:
      // Another member may follow, or padding with zeros.
      if body[position...].allSatisfy({ $0 == 0 }) { return content }
      guard body[position] == 0x1F else { throw .corrupt }
      inflater.reset()
    }
  }
}
