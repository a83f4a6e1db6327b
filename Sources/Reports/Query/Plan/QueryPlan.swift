/// A query whose names and types are checked: stages, each fed by the one before.
struct QueryPlan: Sendable {
  var stages: [QueryStage]
  /// The columns of the result: names, and columns of the last stage's output.
  var columns: [OutputColumn]
  /// Whether the rows are entries or lines; the last stage then gives their `@ptr` after the
  /// columns.
  var rowsAreEntries: Bool
  /// Where the answer is compared with that over an earlier period; nil for no comparison.
  var comparison: PeriodComparison?
}

extension QueryPlan {
  /// Throws if the query reads money, wherever: a filter or an order by cost tells of it as well.
  func refuseMoney() throws(QueryError) {
    for field in allFields where field.type == .money || field.name == "priced" {
      throw QueryError(
        "'\(field.name)' is not for credentials without access to money", at: SourceRange(0, 0),
        hint: "ask for tokens, requests, errors or times")
    }
  }
}

extension QueryPlan {
  private var allFields: [QueryField] { stages.flatMap(\.fields) }

  /// Whether the query reads what tenants are charged.
  var needsCharges: Bool { allFields.contains(where: \.needsCharges) }

  /// Throws if the query reads what is earned on a tenant: not for those who see one tenant or
  /// tier.
  func refuseMargin() throws(QueryError) {
    if allFields.contains(where: \.isMargin) {
      throw QueryError(
        "'margin' is not for credentials of one tenant or tier", at: SourceRange(0, 0),
        hint: "ask for charge or cost")
    }
  }

  /// Throws if the query needs charges, of which there are none.
  func refuseCharges() throws(QueryError) {
    if let field = allFields.first(where: \.needsCharges) {
      throw QueryError(
        "'\(field.name)' needs a charge book, and the ledger has none", at: SourceRange(0, 0),
        hint: "meter charges set FILE keeps one; meter charges template writes an example")
    }
  }
}

/// A column that a stage gives.
struct OutputColumn: Sendable {
  var name: String
  /// The expression's text in canonical form, by which later commands may name the column.
  var printed: String
  var expression: PlannedExpression
}

/// Commands that run together on each batch of rows, and what ends them.
struct QueryStage: Sendable {
  /// What the stage reads: fields of entries in the first stage, else columns of the one before.
  var fields: [QueryField] = []
  var slots: [PlannedExpression] = []
  var filters: [PlannedExpression] = []
  var sort: [SortKey] = []
  var end = StageEnd.rows(limit: nil)
  /// What decides between rows that the sort finds equal.
  var tieBreaks: [PlannedExpression] = []
  /// For rows computed from the stage's inputs, for groups from keys and aggregates.
  var outputs: [OutputColumn] = []
}

struct SortKey: Sendable {
  var expression: PlannedExpression
  var isDescending: Bool
}

/// What ends a stage.
enum StageEnd: Sendable {
  /// At most so many rows, in the stage's order; nil for as many as the run allows by default.
  case rows(limit: Int?)
  /// Groups: the stage's outputs read the keys and then the aggregates as inputs.
  case groups(GroupPlan)
  /// Of rows that agree in all of these, the first in the stage's order.
  case distinct([PlannedExpression])
  /// A row for each element of a list, which the output of that number holds. Rows stream on to
  /// the next stage.
  case expanded(list: PlannedExpression, output: Int)
  /// All rows in the stage's order, then changed as a table.
  case transformed(any TableTransform)

  /// Whether rows go on to the next stage batch by batch.
  var isStreaming: Bool { if case .expanded = self { true } else { false } }
}

/// The keys and aggregates of one `stats`.
struct GroupPlan: Sendable {
  var keys: [PlannedExpression] = []
  var aggregates: [PlannedAggregate] = []
  /// Where event times are, if an aggregate needs them.
  var time: PlannedExpression?

  /// Whether reversals can be taken in with negative weight.
  var isLinear: Bool { aggregates.allSatisfy { $0.definition.isLinear } }
}

struct PlannedAggregate: Sendable {
  var definition: AggregateDefinition
  var argument: PlannedExpression?
  var constant: Double
  var range: SourceRange
}
