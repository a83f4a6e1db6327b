internal import CostModel

/// What a column of a report adds up, as far as an explanation can follow it.
enum ExplainedFigure: Hashable {
  /// Money of all meters, or of some.
  case money([PriceMeter]?)
  /// Tokens or calls of some meters.
  case quantity([PriceMeter])
  case requests, meteredRequests, errors
  case unpricedTokens
  /// Tokens of all classes.
  case tokens
  /// What tenants pay a month, whatever they use.
  case monthlyFee

  /// Reports whose figures are no sums over their period's usage: what stands there is only what
  /// was out of pattern, or beyond a limit.
  static let unexplained: Set<ReportName> = [.anomalies, .quota, .budget]

  /// The meaning of a report's column; nil if it is no sum over the report's usage.
  init?(column name: String, of report: ReportName) {
    switch report {
    case .cacheSavings: self.init(cacheColumn: name)
    case .margin where name == "fee": self = .monthlyFee
    case _ where Self.unexplained.contains(report): return nil
    default: self.init(column: name)
    }
  }

  private init?(column name: String) {
    switch name {
    case "cost": self = .money(nil)
    case "requests": self = .requests
    case "metered_requests": self = .meteredRequests
    case "errors": self = .errors
    case "unpriced_tokens": self = .unpricedTokens
    case "tokens": self = .tokens
    default:
      if name.hasSuffix("_cost"), let meter = PriceMeter(name: String(name.dropLast(5))) {
        self = .money([meter])
      } else if name.hasSuffix("_tokens"), let meter = PriceMeter(name: String(name.dropLast(7))) {
        self = .quantity([meter])
      } else if let meter = PriceMeter(name: name), meter.countedUnit != nil {
        self = .quantity([meter])
      } else {
        return nil
      }
    }
  }

  /// A report about caches has both kinds of writes in one column, and of the cost their part.
  private init?(cacheColumn name: String) {
    let reads = [PriceMeter(.cacheRead)]
    let writes = [PriceMeter(.cacheWrite), PriceMeter(.cacheWriteLong)]
    switch name {
    case "cache_read_tokens": self = .quantity(reads)
    case "cache_write_tokens": self = .quantity(writes)
    case "cache_read_cost": self = .money(reads)
    case "cache_write_cost": self = .money(writes)
    case "cost": self = .money(reads + writes)
    default: return nil
    }
  }

  var isMoney: Bool {
    switch self {
    case .money, .monthlyFee: true
    default: false
    }
  }

  /// Whether usage of a meter is part of the figure; `isPriced` says whether a line was found.
  func includes(_ meter: PriceMeter, isPriced: Bool) -> Bool {
    switch self {
    case .money(let wanted): wanted?.contains(meter) ?? true
    case .quantity(let wanted): wanted.contains(meter)
    case .unpricedTokens: !isPriced && meter.tokenClass != nil
    case .tokens: meter.tokenClass != nil
    case .requests, .meteredRequests, .errors, .monthlyFee: false
    }
  }

  /// How many calls a sum gives to a figure that counts calls; nil for other figures.
  func calls(_ counts: UsageCounts) -> Int64? {
    switch self {
    case .requests: counts.requests
    case .meteredRequests: counts.meteredRequests
    case .errors: counts.errors
    case .money, .quantity, .unpricedTokens, .tokens, .monthlyFee: nil
    }
  }

  /// Columns that are quotients or shares, and of what.
  static func parts(ofDerived name: String) -> [String]? {
    switch name {
    case "share", "cost_complete": ["cost"]
    case "cost_per_tenant": ["cost", "tenants"]
    case "cost_per_request": ["cost", "requests"]
    case "error_rate": ["errors", "requests"]
    case "saved": ["cost", "uncached_cost"]
    case "revenue": ["charged", "included", "fee"]
    case "margin": ["revenue", "cost"]
    case "margin_share": ["margin", "revenue"]
    default: nil
    }
  }
}
