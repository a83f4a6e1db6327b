/// Reads sources one after another as chunks of whole records, in bounded memory.
///
/// One thread owns a reader; the chunks that it yields can be decoded anywhere.
final class InputReader {
  /// How many bytes of the sources (as stored, before inflating) have been read.
  private(set) var storedBytesRead = 0
  /// How many bytes of content (after inflating) have been yielded.
  private(set) var contentBytesRead = 0

  /// Creates a reader; with a format, sources are read as that without looking.
  init(_ sources: [InputSource], format: RecordFormat? = nil, chunkBytes: Int = 1 << 20) {
  }

  /// The next chunk, or nil after the last.
  /// - Throws: `InputError` if a source cannot be opened or read.
  func next() throws -> InputChunk? { nil }
}
