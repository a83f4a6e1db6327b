internal import CostModel

/// What is noticed only when usage is read, with the registry and the price book of the report.
struct ReadingFindings: Sendable {
  private var requests: [Key: Int64] = [:]
  private var tokens: [Key: Int64] = [:]

  private struct Key: Hashable {
    var kind: FindingKind
    /// What the finding is about: findings of one kind and subject are one.
    var subject = ""
    /// Examples, named in the message.
    var detail: String
  }

  mutating func add(_ kind: FindingKind, detail: String, count: Int64) {
    add(Key(kind: kind, detail: detail), requests: count, tokens: 0)
  }

  mutating func addUnpriced(
    model: String?, reason: UnpricedReason, tokens: Int64, requests: Int64
  ) {
    let name = model.map { "model '\($0)'" } ?? "calls without a model"
    let key = Key(kind: .unpricedUsage, subject: name, detail: reason.text)
    add(key, requests: requests, tokens: tokens)
  }

  mutating func addFallback(
    _ tokenClass: TokenClass, pricedAs: String, model: String?, requests: Int64
  ) {
    let subject = "\(tokenClass.name) tokens are priced as \(pricedAs)"
    let key = Key(kind: .priceFallback, subject: subject, detail: model ?? "(none)")
    add(key, requests: requests, tokens: 0)
  }

  private mutating func add(_ key: Key, requests count: Int64, tokens tokenCount: Int64) {
    requests[key] = (requests[key] ?? 0).addingClamped(count)
    tokens[key] = (tokens[key] ?? 0).addingClamped(tokenCount)
  }

  /// The findings in words: by kind, then subject.
  var reported: [ReportFinding] {
    var bySubject: [Key: [(detail: String, count: Int64, tokens: Int64)]] = [:]
    for (key, count) in requests where count > 0 {
      let subject = Key(kind: key.kind, subject: key.subject, detail: "")
      bySubject[subject, default: []].append((key.detail, count, tokens[key] ?? 0))
    }
    let ordered = bySubject.sorted { left, right in
      let order = (kindOrder(left.key.kind), kindOrder(right.key.kind))
      return order.0 != order.1
        ? order.0 < order.1 : precedes(left.key.subject, right.key.subject)
    }
    return ordered.flatMap { key, details in
      let sorted = details.sorted {
        $0.count != $1.count ? $0.count > $1.count : precedes($0.detail, $1.detail)
      }
      return Self.reported(key.kind, subject: key.subject, details: sorted)
    }
  }

  private static func reported(
    _ kind: FindingKind, subject: String, details: [(detail: String, count: Int64, tokens: Int64)]
  ) -> [ReportFinding] {
    let count = details.reduce(Int64(0)) { $0.addingClamped($1.count) }
    let names = listed(details.map(\.detail))
    switch kind {
    case .unpricedUsage:
      return details.map { detail in
        let tokens = NumberText.count(detail.tokens)
        return ReportFinding(
          kind: kind.rawValue, count: detail.count,
          message: "\(tokens) tokens of \(subject) are unpriced: \(detail.detail)")
      }
    case .priceFallback:
      return [
        ReportFinding(
          kind: kind.rawValue, count: count,
          message: "\(subject), because the book has no line of their own: \(names)")
      ]
    case .tierMismatch:
      return [
        ReportFinding(
          kind: kind.rawValue, count: count,
          message: "telemetry and registry differ about the tier; the registry's counts: \(names)")
      ]
    case .unknownTenant:
      return [
        ReportFinding(
          kind: kind.rawValue, count: count,
          message: "the tenant registry does not know \(names)")
      ]
    case .inactiveTenant:
      return [
        ReportFinding(
          kind: kind.rawValue, count: count,
          message: "usage of tenants that are not active: \(names)")
      ]
    default:
      return [ReportFinding(kind: kind.rawValue, count: count, message: names)]
    }
  }
}

extension Int64 {
  /// The sum, held at the largest and smallest number: for counts in findings, never for money.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

/// The first five names of a list, and how many more there are.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(5).joined(separator: ", ")
  return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}

/// Kinds stand in reports as they stand in their declaration.
func kindOrder(_ kind: FindingKind) -> Int { FindingKind.allCases.firstIndex(of: kind) ?? .max }
