internal import CostModel
internal import Reports
internal import Synchronization
internal import TelemetryIngest

/// The current month's figures as metrics: made from reports, by a reader of their own, and kept
/// for some seconds.
final class CostMetrics: Sendable {
  /// Tenants with lines of their own; the others are summed as "(rest)".
  private static let tenantsMax = 20
  private static let keptSeconds: Int64 = 15

  private struct Kept {
    var time: Int64 = .min
    var figures = Figures()
  }

  /// What the reports said.
  private struct Figures {
    /// By tenant, tier and feature.
    var parts: [Family] = []
    var totals: [Family] = []
    var bookAgeSeconds: Int64?
  }

  private struct Family {
    var name: String
    var help: String
    var samples: [MetricSample]
  }

  private let ledger: String
  private let log: ServerLog
  private let kept = Mutex(Kept())

  init(ledger: String, log: ServerLog) {
    self.ledger = ledger
    self.log = log
  }

  /// Adds the figures; those of tenants and features only for whoever may see money.
  func write(to text: inout MetricsText, showsMoney: Bool) {
    // The lock is held while the reports are made: whoever asks meanwhile gets the same.
    let figures = kept.withLock { kept in
      let now = Clock.monotonicNanoseconds()
      if kept.time == .min || now - kept.time > Self.keptSeconds * 1_000_000_000 {
        do {
          kept.figures = try makeFigures()
        } catch {
          log.write("the figures for /metrics failed", [("reason", "\(error)")], level: .warn)
        }
        kept.time = now
      }
      return kept.figures
    }
    for family in figures.totals + (showsMoney ? figures.parts : []) {
      text.add(family.name, .gauge, family.help, family.samples)
    }
    if let age = figures.bookAgeSeconds {
      text.add(
        "meter_price_book_age_seconds", .gauge, "Since the day of the price book's prices.",
        [MetricSample(age)])
    }
  }

  private func makeFigures() throws -> Figures {
    let now = Clock.nowNanoseconds()
    let period = try PeriodOptions().period(nowNanoseconds: now)
    let reader = try LedgerReader(path: ledger)
    let tenants = try makeReport(
      ReportRequest(name: .costPerTenant, period: period), reader: reader)
    let features = try makeReport(
      ReportRequest(name: .featureCostPerTier, period: period), reader: reader)
    var figures = Figures()
    let perTenant = tenantSums(tenants)
    let perFeature = features.rows.map { row in
      let (tier, feature) = (name("tier", row, features), name("feature", row, features))
      return Sum(labels: [("tier", tier), ("feature", feature)], row, features)
    }
    let (currency, month) = (tenants.currency, "in the current month")
    figures.parts = [
      Family(
        name: "meter_tenant_cost", help: "Cost of the dearest tenants and the rest \(month).",
        samples: perTenant.map { $0.money(currency) }),
      Family(
        name: "meter_tenant_tokens", help: "Tokens of the dearest tenants and the rest \(month).",
        samples: perTenant.map { MetricSample($0.tokens, $0.labels) }),
      Family(
        name: "meter_feature_cost", help: "Cost by tier and feature \(month).",
        samples: perFeature.map { $0.money(currency) }),
      Family(
        name: "meter_feature_tokens", help: "Tokens by tier and feature \(month).",
        samples: perFeature.map { MetricSample($0.tokens, $0.labels) }),
    ]
    let unattributed = tenants.rows.filter { tenants.value("tenant", in: $0) == .absent }
    figures.totals = [
      Family(
        name: "meter_unpriced_tokens", help: "Tokens without a price \(month).",
        samples: [MetricSample(tenants.value("unpriced_tokens", in: tenants.totals).count ?? 0)]),
      Family(
        name: "meter_unattributed_tokens", help: "Tokens without a tenant \(month).",
        samples: [
          MetricSample(unattributed.reduce(0) { $0 &+ Sum(labels: [], $1, tenants).tokens })
        ]),
    ]
    if let day = Instant.parse(dateOrTime: tenants.priceBook.asOf) {
      figures.bookAgeSeconds = max(0, (now - day) / 1_000_000_000)
    }
    return figures
  }

  /// The dearest tenants, and all others as one.
  private func tenantSums(_ table: ReportTable) -> [Sum] {
    var sums: [Sum] = []
    var rest = Sum(labels: [("tenant", "(rest)"), ("tier", "")])
    for (index, row) in table.rows.enumerated() {
      let labels = [("tenant", name("tenant", row, table)), ("tier", name("tier", row, table))]
      let sum = Sum(labels: labels, row, table)
      if index < Self.tenantsMax { sums.append(sum) } else { rest.add(sum) }
    }
    return table.rows.count > Self.tenantsMax ? sums + [rest] : sums
  }

  private func name(_ column: String, _ row: [ReportValue], _ table: ReportTable) -> String {
    if case .text(let text) = table.value(column, in: row) { return text }
    return column == "tenant" ? ReportFilters.unattributed : ReportFilters.none
  }
}

/// Cost and tokens of a row.
private struct Sum {
  var labels: [(String, String)]
  var cost = Money.zero
  var tokens: Int64 = 0

  init(labels: [(String, String)]) { self.labels = labels }

  init(labels: [(String, String)], _ row: [ReportValue], _ table: ReportTable) {
    self.labels = labels
    cost = table.value("cost", in: row).money ?? .zero
    for (column, value) in zip(table.columns, row)
    where column.name.hasSuffix("_tokens") && column.name != "unpriced_tokens" {
      tokens &+= value.count ?? 0
    }
  }

  mutating func add(_ other: Sum) {
    cost = cost.adding(other.cost) ?? cost
    tokens &+= other.tokens
  }

  func money(_ currency: String) -> MetricSample {
    MetricSample(text: cost.description, labels + [("currency", currency)])
  }
}
