internal import CostModel

/// The columns of counts, tokens and costs that reports share, and a row's values in them.
///
/// Five token classes always have their columns; further ones, counted units and a price per call
/// have theirs when they occur in the report.
struct UsageColumns: Sendable {
  private let classes: [TokenClass]
  private let units: [CountedUnit]
  private let hasRequestCost: Bool

  static let standardClasses: [TokenClass] = [.input, .cacheRead, .cacheWrite, .output, .reasoning]

  /// The columns that usage with these sums needs.
  init(for sums: some Sequence<UsageSum>) {
    var classes = Set(Self.standardClasses)
    var units: Set<CountedUnit> = []
    var hasRequestCost = false
    for sum in sums {
      for tokenClass in TokenClass.allCases where sum.quantities[tokenClass] != 0 {
        classes.insert(tokenClass)
      }
      for unit in CountedUnit.allCases where sum.quantities[unit] != 0 { units.insert(unit) }
      if sum.rated.requestCost != .zero { hasRequestCost = true }
    }
    let further = TokenClass.allCases.filter {
      classes.contains($0) && !Self.standardClasses.contains($0)
    }
    self.classes = Self.standardClasses + further
    self.units = CountedUnit.allCases.filter(units.contains)
    self.hasRequestCost = hasRequestCost
  }

  /// `requests` and its companions.
  var countColumns: [ReportColumn] {
    [
      ReportColumn("requests", title: "Requests", kind: .count, priority: 1),
      ReportColumn("metered_requests", title: "Metered requests", kind: .count, priority: 8),
      ReportColumn("errors", title: "Errors", kind: .count, priority: 1),
    ]
  }

  /// Adds the values of all columns of this type, in their order.
  func append(_ sum: UsageSum, to values: inout [ReportValue]) {
    values.append(.count(sum.counts.requests))
    values.append(.count(sum.counts.meteredRequests))
    values.append(.count(sum.counts.errors))
    for tokenClass in classes { values.append(.count(sum.quantities[tokenClass])) }
    for unit in units { values.append(.count(sum.quantities[unit])) }
    values.append(.count(sum.rated.unpricedTokens))
    values.append(.money(sum.rated.total))
    for tokenClass in classes { values.append(.money(sum.rated[tokenClass])) }
    for unit in units { values.append(.money(sum.rated[unit])) }
    if hasRequestCost { values.append(.money(sum.rated.requestCost)) }
    values.append(.boolean(sum.rated.unpricedTokens == 0))
  }

  var tokenColumns: [ReportColumn] {
    classes.map { tokenClass in
      let name = tokenClass.name
      return ReportColumn(
        name + "_tokens", title: "\(Self.title(name)) tokens", kind: .count,
        priority: tokenClass == .input || tokenClass == .output ? 3 : 4)
    }
      + units.map {
        ReportColumn($0.name, title: Self.title($0.name), kind: .count, priority: 6)
      }
      + [ReportColumn("unpriced_tokens", title: "Unpriced tokens", kind: .count, priority: 2)]
  }

  var costColumns: [ReportColumn] {
    var columns = [ReportColumn("cost", title: "Cost", kind: .money, role: .cost)]
    var names = classes.map(\.name) + units.map(\.name)
    if hasRequestCost { names.append("request") }
    columns += names.map {
      ReportColumn(
        $0 + "_cost", title: "\(Self.title($0)) cost", kind: .money, role: .costPart, priority: 7)
    }
    columns.append(
      ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9))
    return columns
  }

  /// `cache_read` as `Cache read`.
  private static func title(_ name: String) -> String {
    let words = name.replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
