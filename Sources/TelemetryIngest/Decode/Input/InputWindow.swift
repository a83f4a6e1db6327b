internal import Glibc

/// The part of a source's content that is held at once, with its place in the source.
struct InputWindow {
  private let stream: SourceStream
  /// The buffer; only `start..<end` of it is content.
  private(set) var bytes: [UInt8]
  private(set) var start = 0
  private(set) var end = 0
  /// Offset in the content of the byte at `start`.
  private(set) var offset = 0
  /// Number of the line, from 1, of the byte at `start`.
  private(set) var line = 1
  /// Whether the content has lines at all.
  var countsLines = true
  /// Whether the content ends at `end`.
  private(set) var isAtEnd = false

  /// How many bytes may be held at most.
  let bytesMax: Int

  init(_ stream: SourceStream, bytes: Int, bytesMax: Int) {
    self.stream = stream
    self.bytes = [UInt8](repeating: 0, count: max(bytes, 64))
    self.bytesMax = bytesMax
  }

  var count: Int { end - start }
  var isFinished: Bool { isAtEnd && count == 0 }

  /// Reads until that many bytes are held, or the content ends.
  mutating func fill(_ wanted: Int) throws {
    while !isAtEnd, count < wanted {
      if start > 0, end == bytes.count || wanted > bytes.count - start { compact() }
      if wanted > bytes.count {
        bytes += [UInt8](repeating: 0, count: wanted - bytes.count)
      }
      let read = try stream.readContent(into: &bytes, end..<bytes.count)
      end += read
      isAtEnd = read == 0
    }
  }

  /// Reads as much again as is held; false if nothing more is there, or may be held.
  mutating func grow() throws -> Bool {
    guard !isAtEnd, count < bytesMax else { return false }
    try fill(min(max(count * 2, bytes.count), bytesMax))
    return true
  }

  private mutating func compact() {
    let (from, held) = (start, count)
    // Both stretches lie within the buffer, and memmove allows them to overlap.
    unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe memmove(base, base + from, held)
    }
    start = 0
    end = held
  }

  /// Moves the start forward.
  mutating func advance(by count: Int) {
    let next = min(start + count, end)
    if countsLines {
      line += countOccurrences(of: ASCII.lineFeed, in: bytes.span, from: start, to: next)
    }
    offset += next - start
    start = next
    if start == end {
      start = 0
      end = 0
    }
  }
}
