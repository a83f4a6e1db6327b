/// The kinds of token a provider charges for, as exclusive leaves: a token is in exactly one class.
///
/// Dialects report overlapping totals ("input" that contains cached tokens, "output" that contains
/// reasoning). The normaliser takes them apart once, so that sums over classes never count twice.
/// Raw values are stored in the ledger: they are appended to, never renumbered.
public enum TokenClass: UInt8, CaseIterable, Sendable {
  /// Prompt tokens that were neither read from nor written to a cache.
  case input = 0
  /// Prompt tokens served from the provider's cache.
  case cacheRead = 1
  /// Prompt tokens written to the cache for 5 or 30 minutes, or for an unknown lifetime.
  case cacheWrite = 2
  /// Prompt tokens written to the cache for an hour or longer.
  case cacheWriteLong = 3
  case inputAudio = 4
  case inputImage = 5
  case inputVideo = 6
  /// Generated tokens without reasoning.
  case output = 7
  /// Generated tokens that the caller does not see ("thinking").
  case reasoning = 8
  case outputAudio = 9
  case outputImage = 10
  case outputVideo = 11

  /// The name in reports, queries, price books and the ledger's views.
  public var name: String {
    switch self {
    case .input: "input"
    case .cacheRead: "cache_read"
    case .cacheWrite: "cache_write"
    case .cacheWriteLong: "cache_write_long"
    case .inputAudio: "input_audio"
    case .inputImage: "input_image"
    case .inputVideo: "input_video"
    case .output: "output"
    case .reasoning: "reasoning"
    case .outputAudio: "output_audio"
    case .outputImage: "output_image"
    case .outputVideo: "output_video"
    }
  }

  /// Whether the class is part of the prompt, and so of the context length that price steps
  /// compare.
  public var isInput: Bool { rawValue <= TokenClass.inputVideo.rawValue }

  /// The class whose price holds where a book has none for this one.
  ///
  /// For example: `cacheWriteLong` → `cacheWrite` → `input` → nil.
  public var priceFallback: TokenClass? {
    switch self {
    case .input, .output: nil
    case .cacheRead, .cacheWrite, .inputAudio, .inputImage, .inputVideo: .input
    case .cacheWriteLong: .cacheWrite
    case .reasoning, .outputAudio, .outputImage, .outputVideo: .output
    }
  }

  /// Finds a class by its name in reports and price books.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
