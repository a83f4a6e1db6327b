internal import CostModel

/// What a column of a report adds up, as far as an explanation can follow it.
enum ExplainedFigure: Hashable {
  /// Money of all meters, or of one.
  case money(PriceMeter?)
  /// Tokens or calls of one meter.
  case quantity(PriceMeter)
  case requests, meteredRequests, errors
  case unpricedTokens
  /// Tokens of all classes.
  case tokens

  /// The meaning of a column's name; nil if it is no sum over usage.
  init?(column name: String) {
    switch name {
    case "cost": self = .money(nil)
    case "requests": self = .requests
    case "metered_requests": self = .meteredRequests
    case "errors": self = .errors
    case "unpriced_tokens": self = .unpricedTokens
    case "tokens": self = .tokens
    default:
      if name.hasSuffix("_cost"), let meter = PriceMeter(name: String(name.dropLast(5))) {
        self = .money(meter)
      } else if name.hasSuffix("_tokens"), let meter = PriceMeter(name: String(name.dropLast(7))) {
        self = .quantity(meter)
      } else if let meter = PriceMeter(name: name), meter.countedUnit != nil {
        self = .quantity(meter)
      } else {
        return nil
      }
    }
  }

  var isMoney: Bool { if case .money = self { true } else { false } }

  /// Whether usage of a meter is part of the figure; `isPriced` says whether a line was found.
  func includes(_ meter: PriceMeter, isPriced: Bool) -> Bool {
    switch self {
    case .money(let wanted): wanted == nil || wanted == meter
    case .quantity(let wanted): wanted == meter
    case .unpricedTokens: !isPriced && meter.tokenClass != nil
    case .tokens: meter.tokenClass != nil
    case .requests, .meteredRequests, .errors: false
    }
  }

  /// How many calls a sum gives to a figure that counts calls; nil for other figures.
  func calls(_ counts: UsageCounts) -> Int64? {
    switch self {
    case .requests: counts.requests
    case .meteredRequests: counts.meteredRequests
    case .errors: counts.errors
    case .money, .quantity, .unpricedTokens, .tokens: nil
    }
  }

  /// Columns that are quotients or shares, and of what.
  static func parts(ofDerived name: String) -> [String]? {
    switch name {
    case "share", "cost_complete": ["cost"]
    case "cost_per_tenant": ["cost", "tenants"]
    case "cost_per_request": ["cost", "requests"]
    default: nil
    }
  }
}
