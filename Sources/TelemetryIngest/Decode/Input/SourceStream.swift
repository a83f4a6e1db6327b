internal import Glibc

/// The content of a source from beginning to end, inflated if it is gzip.
final class SourceStream {
  private let name: String
  private var descriptor: Int32 = -1
  private var closesDescriptor = false
  /// Stored bytes that were read and not yet used.
  private var stored: [UInt8]
  private var storedRange = 0..<0
  private var isAtEndOfStored = false
  private var inflater: Inflater?
  private var isBetweenMembers = false
  /// How many bytes have been read as stored.
  private(set) var storedBytesRead = 0
  /// Why the content ends early, if it does.
  private(set) var failure: RefusalReason?

  private static let storedBytes = 1 << 18

  init(_ source: InputSource) throws {
    name = source.name
    switch source {
    case .bytes(let bytes, _):
      stored = bytes
      storedRange = 0..<bytes.count
      storedBytesRead = bytes.count
      isAtEndOfStored = true
    case .standardInput:
      stored = [UInt8](repeating: 0, count: Self.storedBytes)
      descriptor = 0
    case .file(let path):
      stored = [UInt8](repeating: 0, count: Self.storedBytes)
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw InputError(system: errno, source: path) }
      closesDescriptor = true
    }
    while storedRange.count < 2, !isAtEndOfStored { try readStored() }
    if storedRange.count >= 2, stored[storedRange.lowerBound] == 0x1F,
      stored[storedRange.lowerBound + 1] == 0x8B
    {
      inflater = Inflater()
    }
  }

  deinit {
    if closesDescriptor { close(descriptor) }
  }

  /// Reads stored bytes behind those that are there.
  private func readStored() throws {
    if storedRange.isEmpty { storedRange = 0..<0 }
    let start = storedRange.upperBound
    let count = try read(into: &stored, start..<stored.count)
    isAtEndOfStored = count == 0
    storedRange = storedRange.lowerBound..<(start + count)
  }

  private func read(into buffer: inout [UInt8], _ range: Range<Int>) throws -> Int {
    precondition(range.upperBound <= buffer.count && !range.isEmpty)
    while true {
      // The range lies within the buffer, by the precondition.
      let count = unsafe buffer.withUnsafeMutableBytes { target in
        unsafe Glibc.read(
          descriptor, target.baseAddress.map { unsafe $0 + range.lowerBound }, range.count)
      }
      if count >= 0 {
        storedBytesRead += count
        return count
      }
      guard errno == EINTR else { throw InputError(system: errno, source: name) }
    }
  }

  /// Reads content into a range of `buffer`; returns how much, 0 at the end.
  func readContent(into buffer: inout [UInt8], _ range: Range<Int>) throws -> Int {
    guard !range.isEmpty else { return 0 }
    if let inflater { return try inflate(inflater, into: &buffer, range) }
    guard storedRange.isEmpty else {
      let count = min(range.count, storedRange.count)
      let end = storedRange.lowerBound + count
      buffer.replaceSubrange(
        range.lowerBound..<(range.lowerBound + count), with: stored[storedRange.lowerBound..<end])
      storedRange = end..<storedRange.upperBound
      return count
    }
    return isAtEndOfStored ? 0 : try read(into: &buffer, range)
  }

  private func inflate(
    _ inflater: Inflater, into buffer: inout [UInt8], _ range: Range<Int>
  ) throws -> Int {
    while failure == nil {
      if storedRange.isEmpty {
        if !isAtEndOfStored { try readStored() }
        if storedRange.isEmpty {
          if !isBetweenMembers { failure = .truncated }
          return 0
        }
      }
      if isBetweenMembers {
        guard stored[storedRange.lowerBound] == 0x1F else {
          // Padding with zeros ends a file; anything else is damage.
          if stored[storedRange].contains(where: { $0 != 0 }) { failure = .malformed }
          storedRange = 0..<0
          continue
        }
        inflater.reset()
        isBetweenMembers = false
      }
      let step = inflater.inflate(stored, storedRange, into: &buffer, range)
      storedRange = (storedRange.lowerBound + step.consumed)..<storedRange.upperBound
      if step.status == .finished { isBetweenMembers = true }
      if step.status == .corrupt { failure = .malformed }
      if step.produced > 0 { return step.produced }
    }
    return 0
  }
}
