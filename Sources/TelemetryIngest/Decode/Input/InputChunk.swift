/// A stretch of an input that can be decoded by itself, and in parallel with others.
///
/// It holds whole lines, whole protobuf requests, or whole spans or records of a document too large
/// to be held at once; then `prefixCount` bytes at the start repeat the resource and scope that the
/// spans belong to.
struct InputChunk: Sendable {
  var bytes: [UInt8]
  /// Index of the source among those given to the reader.
  var source: Int
  var sourceName: String
  /// Number of the line, from 1, that holds the first byte after the prefix.
  var firstLine: Int
  /// Offset in the (uncompressed) source of the first byte after the prefix.
  var firstOffset: Int
  var format: RecordFormat
  var framing: InputFraming
  /// Number of the chunk among all that the reader yields, from 0.
  var sequence: Int
  /// How many bytes at the start do not stand at this place in the source.
  var prefixCount = 0
  /// What the reader itself could not accept, right after this chunk's bytes.
  var trailingRefusal: NotWellFormed?

  /// The number of the line, from 1, at an offset of the source that lies within this chunk.
  func line(atOffset offset: Int) -> Int {
    let end = min(max(offset - firstOffset + prefixCount, prefixCount), bytes.count)
    return firstLine
      + countOccurrences(of: ASCII.lineFeed, in: bytes.span, from: min(prefixCount, end), to: end)
  }
}

/// How records stand one after another in a chunk.
enum InputFraming: Sendable {
  /// One JSON value a line; what is wrong in a line ends with the line.
  case lines
  /// JSON values after one another, line ends mean nothing.
  case values
  /// Protobuf requests, each after its length in four bytes, big end first.
  case bigEndianLengths
  /// Protobuf requests, each after its length as a varint.
  case varintLengths
  /// One protobuf request.
  case message
}

/// What decoding a chunk found besides what the sink took.
struct ChunkOutcome: Hashable, Sendable {
  /// Records that are no spans: log records, metrics, other JSON objects.
  var ignoredRecords = 0
  /// Lines in the chunk.
  var lines = 0
}
