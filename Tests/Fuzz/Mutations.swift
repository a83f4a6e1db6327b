import TestSupport

/// Endless variations of some inputs, the same for the same seed.
struct Mutations {
  private let corpus: [[UInt8]]
  private var random: SplitMix64
  private static let interesting: [UInt8] = [0, 1, 0x0A, 0x22, 0x5B, 0x7B, 0x7F, 0x80, 0xFF]

  init(corpus: [[UInt8]], seed: UInt64) {
    self.corpus = corpus
    random = SplitMix64(seed: seed)
  }

  /// An input of the corpus with one to six changes.
  mutating func next() -> [UInt8] {
    var bytes = corpus.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(.random(in: .min ... .max, using: &random)) }
    let index = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
    switch Int.random(in: 0...7, using: &random) {
    case 0: bytes[index] = .random(in: .min ... .max, using: &random)
    case 1: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 2: bytes[index] = Self.interesting.randomElement(using: &random) ?? 0
    case 3: bytes.insert(.random(in: .min ... .max, using: &random), at: index)
    case 4: bytes.removeSubrange(index..<end)
    case 5: bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
    case 6: bytes.removeSubrange(index...)
    default:
      let other = corpus.randomElement(using: &random) ?? []
      guard !other.isEmpty else { return }
      let start = Int.random(in: 0..<other.count, using: &random)
      bytes.replaceSubrange(index..<end, with: other[start...].prefix(end - index + 8))
    }
  }
}
