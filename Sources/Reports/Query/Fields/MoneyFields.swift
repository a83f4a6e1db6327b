internal import CostModel

/// What the call cost, by the price book that the query runs with.
let moneyFields: [QueryField] =
  [
    QueryField(
      name: "cost", type: .money, meaning: "the priced part of the call's cost",
      example: "0.0004149"
    ) { batch throws(QueryError) in .money(try batch.rated().map(\.total)) }
  ]
  + TokenClass.allCases.map { tokenClass in
    QueryField(
      name: "cost.\(tokenClass.name)", aliases: ["\(tokenClass.name)_cost"], type: .money,
      meaning: "what the \(tokenClass.name)_tokens cost",
      example: tokenClass == .input ? "0.0002763" : "0"
    ) { batch throws(QueryError) in .money(try batch.rated().map { $0[tokenClass] }) }
  }
  + CountedUnit.allCases.map { unit in
    QueryField(
      name: "cost.\(unit.name)", aliases: ["\(unit.name)_cost"], type: .money,
      meaning: "what the \(unit.name) cost", example: "0"
    ) { batch throws(QueryError) in .money(try batch.rated().map { $0[unit] }) }
  }
  + [
    QueryField(
      name: "cost.requests", aliases: ["requests_cost"], type: .money,
      meaning: "what the call as such cost", example: "0"
    ) { batch throws(QueryError) in .money(try batch.rated().map(\.requestCost)) },
    QueryField(
      name: "priced", type: .boolean, meaning: "whether all tokens of the call have a price",
      example: "1"
    ) { batch throws(QueryError) in
      .values(try batch.rated().map { .boolean($0.isComplete) })
    },
    QueryField(
      name: "unpriced_tokens", type: .integer, meaning: "tokens for which the book has no price",
      example: "0"
    ) { batch throws(QueryError) in .integers(try batch.rated().map(\.unpricedTokens)) },
  ]
