internal import CZlib

/// A ZIP archive of a few files, built in memory: what a workbook is made of.
///
/// Files are deflated and carry no time of their own (the format's first instant stands for it), so
/// that the same files always give the same bytes.
struct ZipArchive {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  /// 1980-01-01 in the form of MS-DOS.
  private static let date: UInt16 = 1 << 5 | 1

  /// Adds a file.
  mutating func add(_ name: String, _ content: [UInt8]) {
    let compressed = deflated(content)
    let offset = UInt32(truncatingIfNeeded: bytes.count)
    var shared: [UInt8] = []
    Self.append16(20, to: &shared)  // version needed: deflate
    Self.append16(1 << 11, to: &shared)  // names are UTF-8
    Self.append16(8, to: &shared)  // deflated
    Self.append16(0, to: &shared)  // time
    Self.append16(Self.date, to: &shared)
    Self.append32(checksum(content), to: &shared)
    Self.append32(UInt32(truncatingIfNeeded: compressed.count), to: &shared)
    Self.append32(UInt32(truncatingIfNeeded: content.count), to: &shared)
    Self.append16(UInt16(truncatingIfNeeded: name.utf8.count), to: &shared)
    Self.append16(0, to: &shared)  // no extra field

    bytes += [0x50, 0x4B, 3, 4] + shared + Array(name.utf8) + compressed
    directory += [0x50, 0x4B, 1, 2]
    Self.append16(20, to: &directory)
    directory += shared
    for _ in 0..<3 { Self.append16(0, to: &directory) }  // no comment, first disk, no attributes
    Self.append32(0, to: &directory)
    Self.append32(offset, to: &directory)
    directory += Array(name.utf8)
    count += 1
  }

  /// The whole archive.
  var archive: [UInt8] {
    var result = bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    Self.append16(count, to: &result)
    Self.append16(count, to: &result)
    Self.append32(UInt32(truncatingIfNeeded: directory.count), to: &result)
    Self.append32(UInt32(truncatingIfNeeded: bytes.count), to: &result)
    Self.append16(0, to: &result)
    return result
  }

  private static func append16(_ value: UInt16, to bytes: inout [UInt8]) {
    bytes += [UInt8(value & 0xFF), UInt8(value >> 8)]
  }

  private static func append32(_ value: UInt32, to bytes: inout [UInt8]) {
    append16(UInt16(value & 0xFFFF), to: &bytes)
    append16(UInt16(value >> 16), to: &bytes)
  }
}

/// CRC-32 as ZIP has it.
func checksum(_ content: [UInt8]) -> UInt32 {
  unsafe content.withUnsafeBufferPointer { buffer in
    UInt32(
      truncatingIfNeeded: unsafe crc32(0, buffer.baseAddress, UInt32(clamping: buffer.count)))
  }
}

/// Bytes by deflate, without a header of zlib.
func deflated(_ content: [UInt8]) -> [UInt8] {
  var stream = unsafe z_stream()
  // A negative window means a bare stream.
  guard unsafe meter_deflate_init(&stream, 6, -15) == Z_OK else { return [] }
  defer { unsafe deflateEnd(&stream) }
  let room = unsafe deflateBound(&stream, UInt(content.count))
  return unsafe [UInt8](unsafeUninitializedCapacity: Int(room)) { output, written in
    unsafe content.withUnsafeBufferPointer { input in
      // zlib does not write to its input, although its type says it may.
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(clamping: input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(clamping: output.count)
      unsafe deflate(&stream, Z_FINISH)
      written = unsafe output.count - Int(stream.avail_out)
    }
  }
}
