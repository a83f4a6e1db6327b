internal import CZlib

/// Bytes as a zlib stream, and back.
enum Deflate {
  /// Smaller rather than quick: what is deflated here is written once and kept.
  private static let level: Int32 = 6
  /// The most that deflate can make of one byte.
  private static let growthMax = 1_032

  /// The bytes deflated; nil if zlib cannot.
  static func deflated(_ bytes: [UInt8]) -> [UInt8]? {
    let limit = Int(compressBound(UInt(bytes.count)))
    var status = Z_OK
    // Both buffers live for the call, and zlib is told their sizes.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
      var length = UInt(limit)
      status = unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(
          target.baseAddress, &length, source.baseAddress, UInt(source.count), level)
      }
      count = status == Z_OK ? Int(length) : 0
    }
    return status == Z_OK ? output : nil
  }

  /// The `count` bytes that were deflated; nil if `bytes` are not those of so many.
  static func inflated(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    guard count >= 0, count <= Self.growthMax * bytes.count else { return nil }
    var isWhole = false
    // Both buffers live for the call, and zlib is told their sizes.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, written in
      var length = UInt(count)
      let status = unsafe bytes.withUnsafeBufferPointer { source in
        unsafe uncompress(target.baseAddress, &length, source.baseAddress, UInt(source.count))
      }
      isWhole = status == Z_OK && length == UInt(count)
      written = isWhole ? count : 0
    }
    return isWhole ? output : nil
  }
}
