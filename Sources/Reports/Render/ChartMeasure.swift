internal import CostModel

/// The column that a report's charts draw: what it costs, or else what it counts.
struct ChartMeasure: Sendable {
  let column: Int
  let title: String
  private let isMoney: Bool
  private let digits: Int?
  private let currency: String

  /// nil where no column of the report adds up.
  init?(_ printed: PrintedTable) {
    let table = printed.table
    let adding = table.columns.indices.filter { index in
      guard printed.totals.indices.contains(index), printed.totals[index] != .absent else {
        return false
      }
      return table.columns[index].role == .cost || table.columns[index].kind == .count
    }
    guard
      let column = adding.first(where: { table.columns[$0].name == "cost" })
        ?? adding.first(where: { table.columns[$0].role == .cost })
        ?? adding.first(where: { table.columns[$0].role == .other })
    else { return nil }
    self.column = column
    title = table.columns[column].title
    isMoney = table.columns[column].kind == .money
    digits = printed.costDigits
    currency = table.currency
  }

  /// A cell as something to draw: counts stand for as many units of currency.
  func amount(_ row: [ReportValue]) -> Money {
    if isMoney { return row[column].money ?? .zero }
    return Money(units: Int128(row[column].count ?? 0) * Money.one)
  }

  /// An amount as people read it, without the unit.
  func text(_ amount: Money) -> String {
    isMoney
      ? NumberText.money(amount, digits: digits)
      : grouped(Int64(clamping: amount.units / Money.one))
  }

  /// The unit that follows the text.
  var unit: String { isMoney ? " \(currency)" : "" }
}

/// The lines of a chart's axis: round amounts from nothing to at least the largest one drawn.
struct ChartAxis: Sendable {
  private(set) var ticks: [Money] = [.zero]
  var top: Money { ticks[ticks.count - 1] }

  /// Three to five steps of 1, 2, 2.5 or 5 times a power of ten.
  init(upTo largest: Money) {
    var power: Int128 = 1
    let wanted = max(largest.units / 4, 1)
    while power <= wanted / 10 { power *= 10 }
    let step =
      [10, 20, 25, 50, 100].lazy.map { $0 * power / 10 }.first { $0 >= wanted }
      ?? power * 10
    while top < largest, ticks.count < 8 {
      ticks.append(Money(units: top.units + step))
    }
  }
}
