internal import CZlib

/// A zlib stream that inflates gzip or zlib data piece by piece.
///
/// Safe: the stream is allocated at a fixed place for the life of the object, and zlib's pointers
/// into buffers are set for one call only.
@safe final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>

  /// What a step came to.
  enum Status: Hashable, Sendable {
    case running
    /// A member (or the zlib stream) is complete, its checksum is right.
    case finished
    case corrupt
  }

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, plus 32: gzip or zlib, whichever the header says.
    _ = unsafe meter_inflate_init(stream, 15 + 32)
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Makes ready for another member.
  func reset() { _ = unsafe inflateReset(stream) }

  /// Inflates from a range of `input` into a range of `output`.
  func inflate(
    _ input: [UInt8], _ inputRange: Range<Int>, into output: inout [UInt8],
    _ outputRange: Range<Int>
  ) -> (consumed: Int, produced: Int, status: Status) {
    precondition(inputRange.upperBound <= input.count && outputRange.upperBound <= output.count)
    let inputCount = min(inputRange.count, Int(Int32.max))
    let outputCount = min(outputRange.count, Int(Int32.max))
    // Both ranges lie within their buffers, by the precondition.
    let code = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { unsafe $0 + inputRange.lowerBound })
        unsafe stream.pointee.avail_in = UInt32(inputCount)
        unsafe stream.pointee.next_out = target.baseAddress.map {
          unsafe $0 + outputRange.lowerBound
        }
        unsafe stream.pointee.avail_out = UInt32(outputCount)
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    let consumed = unsafe inputCount - Int(stream.pointee.avail_in)
    let produced = unsafe outputCount - Int(stream.pointee.avail_out)
    let status: Status =
      switch code {
      case Z_OK, Z_BUF_ERROR: .running
      case Z_STREAM_END: .finished
      default: .corrupt
      }
    return (consumed, produced, status)
  }
}
