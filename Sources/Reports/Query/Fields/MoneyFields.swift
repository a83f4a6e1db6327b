internal import CostModel

/// What the call cost, by the price book that the query runs with; and what its tenant is charged.
let moneyFields: [QueryField] =
  [
    QueryField(
      name: "cost", type: .money, meaning: "the priced part of the call's cost",
      example: "0.0004149"
    ) { batch throws(QueryError) in .money(try batch.costs()) }
  ]
  + PriceMeter.all.map { meter in
    QueryField(
      name: "cost.\(meter.fieldName)", aliases: ["\(meter.fieldName)_cost"], type: .money,
      meaning: "what \(meter.described) cost",
      example: meter.tokenClass == .input ? "0.0002763" : "0"
    ) { batch throws(QueryError) in .money(try batch.costs(of: [meter])) }
  }
  + [
    QueryField(
      name: "priced", type: .boolean, meaning: "whether all tokens of the call have a price",
      example: "1"
    ) { .values($0.arePriced().map { .boolean($0) }) },
    QueryField(
      name: "unpriced_tokens", type: .integer, meaning: "tokens for which the book has no price",
      example: "0"
    ) { .integers($0.unpricedTokens()) },
    QueryField(
      name: .charge, type: .money,
      meaning: "what the tenant is charged for the call, before allowances and monthly fees",
      example: "0.00049788"
    ) { batch throws(QueryError) in .money(try batch.charges(of: PriceMeter.all)) },
  ]
  + PriceMeter.all.map { meter in
    QueryField(
      name: "\(String.charge).\(meter.fieldName)", aliases: ["\(meter.fieldName)_charge"],
      type: .money, meaning: "what the tenant is charged for \(meter.described)", example: "0"
    ) { batch throws(QueryError) in .money(try batch.charges(of: [meter])) }
  }
  + [
    QueryField(
      name: .margin, type: .money, meaning: "charge less cost", example: "0.00008298"
    ) { batch throws(QueryError) in
      let (charges, costs) = (try batch.charges(of: PriceMeter.all), try batch.costs())
      var margins: [Money] = []
      for row in costs.indices {
        guard let margin = charges[row].subtracting(costs[row]) else {
          throw QueryError("the margin does not fit", at: SourceRange(0, 0))
        }
        margins.append(margin)
      }
      return .money(margins)
    }
  ]

extension String {
  fileprivate static let charge = "charge"
  fileprivate static let margin = "margin"
}

extension QueryField {
  /// Whether values come from the charge book.
  var needsCharges: Bool {
    name == .margin || name == .charge || name.hasPrefix(.charge + ".")
  }

  /// Whether the field tells what is earned on a tenant.
  var isMargin: Bool { name == .margin }
}

extension PriceMeter {
  /// As fields name it: `input`, `web_searches`, `requests`.
  fileprivate var fieldName: String {
    tokenClass?.name ?? countedUnit?.name ?? "requests"
  }

  fileprivate var described: String {
    if let tokenClass { return "the \(tokenClass.name)_tokens" }
    return countedUnit.map { "the \($0.name)" } ?? "the call as such"
  }
}
