internal import CostModel
internal import Reports

/// From which shares on an export ends with status 1, in millionths.
struct ExportLimits {
  private let refused: Int64
  private let unpriced: Int64
  private let unattributed: Int64

  init(_ arguments: ParsedArguments) throws {
    refused = try Self.millionths(arguments, "max-refused") ?? 1_000
    unpriced = try Self.millionths(arguments, "max-unpriced") ?? 50_000
    unattributed = try Self.millionths(arguments, "max-unattributed") ?? 50_000
  }

  private static func millionths(_ arguments: ParsedArguments, _ name: String) throws -> Int64? {
    guard let text = arguments.value(name) else { return nil }
    let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
    // A per cent is ten thousand millionths.
    guard let percent = try? Money(parsing: digits), percent >= .zero,
      percent <= Money(units: 100 * Money.one)
    else {
      throw UsageError(
        "--\(name) is '\(text)'", hint: "expected a percentage from 0 to 100, such as 0.5",
        path: arguments.path)
    }
    return Int64(percent.units / (Money.one / 10_000))
  }

  /// What is above its limit, in words.
  func exceeded(_ faults: ExportFaults) -> [String] {
    [
      ("of the telemetry was refused", faults.refused, refused, "--max-refused"),
      ("of the tokens have no price", faults.unpriced, unpriced, "--max-unpriced"),
      ("of the tokens have no tenant", faults.unattributed, unattributed, "--max-unattributed"),
    ].filter { $0.1 > $0.2 }.map { what, share, limit, option in
      "\(percent(share)) \(what), more than the \(percent(limit)) of \(option)"
    }
  }

  private func percent(_ millionths: Int64) -> String {
    Money(units: Int128(millionths) * (Money.one / 10_000)).description + " %"
  }
}
