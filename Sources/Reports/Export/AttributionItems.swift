internal import CostModel

/// Charges as the items that per-tenant cost attribution on AWS keeps in DynamoDB, with its exact
/// keys: who reads those tables today can read these lines.
struct AttributionItems {
  private struct Key: Hashable {
    var tenant: String?
    var service: String
  }

  private struct Sums {
    var input = Money.zero
    var output = Money.zero
    var total = Money.zero
    var inputTokens: Int64 = 0
    var outputTokens: Int64 = 0

    mutating func add(_ charge: FocusCharge) {
      total = total.adding(charge.cost) ?? total
      guard let tokenClass = charge.meter.tokenClass else { return }
      if tokenClass.isInput {
        input = input.adding(charge.cost) ?? input
        inputTokens = inputTokens.addingClamped(charge.quantity)
      } else {
        output = output.adding(charge.cost) ?? output
        outputTokens = outputTokens.addingClamped(charge.quantity)
      }
    }
  }

  private var sums: [(key: Key, sums: Sums)] = []
  private var services: [String: Money] = [:]
  private var tenants: [(tenant: String?, sums: Sums)] = []
  private let period: Period

  init(_ charges: FocusCharges, period: Period) {
    self.period = period
    var places: [Key: Int] = [:]
    var tenantPlaces: [String?: Int] = [:]
    for charge in charges.rows {
      let key = Key(tenant: charge.tenant, service: Self.serviceName(charge.provider))
      let place = places.place(of: key, next: sums.count)
      if place == sums.count { sums.append((key, Sums())) }
      sums[place].sums.add(charge)
      let tenantPlace = tenantPlaces.place(of: charge.tenant, next: tenants.count)
      if tenantPlace == tenants.count { tenants.append((charge.tenant, Sums())) }
      tenants[tenantPlace].sums.add(charge)
      services[key.service] = services[key.service]?.adding(charge.cost) ?? charge.cost
    }
    sums.sort { left, right in
      let tenants = (Self.name(left.key.tenant), Self.name(right.key.tenant))
      return tenants.0 != tenants.1
        ? precedes(tenants.0, tenants.1) : precedes(left.key.service, right.key.service)
    }
    tenants.sort { precedes(Self.name($0.tenant), Self.name($1.tenant)) }
  }

  /// `Date` (the day's first second), `TenantId#ServiceName`, and what the tenant cost of what the
  /// service cost; the percentage is a fraction of 1, to 18 digits.
  var attribution: [UInt8] {
    var bytes: [UInt8] = []
    for (key, sums) in sums {
      let tenant = Self.name(key.tenant)
      let whole = services[key.service] ?? .zero
      var json = JSONText()
      json.beginObject()
      json.field("Date", period.from / Instant.second)
      json.field("TenantId#ServiceName", "\(tenant)#\(key.service)")
      json.field("TenantId", tenant)
      json.field("TenantInputTokensCost", number: sums.input.description)
      json.field("TenantOutputTokensCost", number: sums.output.description)
      json.field(
        "TenantAttributionPercentage",
        number: sums.total.ratio(of: whole)?.description ?? "0")
      json.field("TenantServiceCost", number: sums.total.description)
      json.field("TotalServiceCost", number: whole.description)
      json.endObject()
      bytes += json.bytes + [0x0A]
    }
    return bytes
  }

  /// Tokens of each tenant: what an authorizer compares with a plan.
  var tokenUsage: [UInt8] {
    var bytes: [UInt8] = []
    for (tenant, sums) in tenants {
      var json = JSONText()
      json.beginObject()
      json.field("TenantId", Self.name(tenant))
      json.field("TotalInputTokens", sums.inputTokens)
      json.field("TotalOutputTokens", sums.outputTokens)
      json.field("StartDate", Instant.rfc3339(period.from))
      json.field("EndDate", Instant.rfc3339(period.to))
      json.endObject()
      bytes += json.bytes + [0x0A]
    }
    return bytes
  }

  private static func name(_ tenant: String?) -> String { tenant ?? ReportFilters.unattributed }

  /// The service's name without spaces: `AmazonBedrock`, as those tables have it.
  private static func serviceName(_ provider: String?) -> String {
    FocusService(provider).name.filter { $0 != " " }
  }
}

extension JSONText {
  /// A number by its digits, however many.
  mutating func field(_ name: String, number digits: String) {
    key(name)
    verbatim(digits)
  }
}
