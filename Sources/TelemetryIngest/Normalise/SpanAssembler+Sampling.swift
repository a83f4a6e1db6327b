/// Whether a span says that its trace is one of a sample: then usage is missing that nobody sent,
/// and nothing here makes up for it.
extension SpanAssembler {
  mutating func noteSampled() {
    if owner == .span { draft.span.flags.insert(.sampled) }
  }

  /// Takes OpenTelemetry's entry of the trace state: `ot=th:c` says that a threshold decides, and
  /// `ot=p:2`, as it was before, a power of two. A threshold or a power of 0 lets everything pass.
  mutating func setTraceState(_ text: Span<UInt8>) {
    if text.count < 6 { return }
    let words = String(decoding: Array(copying: text), as: UTF8.self)
    for member in words.split(separator: ",") {
      let pair = member.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].drop(while: { $0 == " " || $0 == "\t" }) == "ot" else {
        continue
      }
      for field in pair[1].split(separator: ";") {
        let isRate = field.hasPrefix("th:") || field.hasPrefix("p:")
        let value = field.drop { $0 != ":" }.dropFirst()
        if isRate, value.contains(where: { $0 != "0" && $0 != " " }) { noteSampled() }
      }
    }
  }

  /// Takes a share, as 0.25, or one in how many, as 4; `all` means that everything is kept.
  mutating func setSampleRate(_ rate: Double, all: Double) {
    if rate > 0, rate.isFinite, rate != all { noteSampled() }
  }

  mutating func setSampleRate(_ text: Span<UInt8>, all: Double) {
    switch parseNumber(text, from: 0, to: text.count) {
    case .integer(let value): setSampleRate(Double(value), all: all)
    case .fraction(let value): setSampleRate(value, all: all)
    default: break
    }
  }
}
