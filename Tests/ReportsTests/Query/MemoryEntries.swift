import CostModel

@testable import Reports

/// Entries in memory, in small blocks, so that every query crosses several.
struct MemoryEntries: EntrySource {
  var entries: [Entry] = []
  var names: [String?] = [nil]
  var blockSize = 3
  var keepsSums = true

  /// A new id for a text, also if the text has one: sessions and users may have several.
  mutating func name(_ text: String) -> NameID {
    names.append(text)
    return NameID(rawValue: UInt32(names.count - 1))
  }

  func text(_ id: NameID) -> String? {
    names.indices.contains(Int(id.rawValue)) ? names[Int(id.rawValue)] : nil
  }

  func scan(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (any EntryRows) throws -> Void
  ) throws {
    for hour in Set(entries.map(\.hour)).filter(hours.contains).sorted() {
      let ofHour = entries.filter { $0.hour == hour }
      for start in stride(from: 0, to: ofHour.count, by: blockSize) {
        try body(MemoryRows(entries: Array(ofHour[start...].prefix(blockSize))))
      }
    }
  }

  func ids(_ kind: NameKind, _ text: String) throws -> [NameID]? {
    names.indices.filter { names[$0] == text }.map { NameID(rawValue: UInt32($0)) }
  }

  /// Sums as the ledger keeps them, made anew from the entries.
  func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool {
    guard keepsSums else { return false }
    var rows: [RollupRow] = []
    for entry in entries where hours.contains(entry.hour) {
      let hour = grain == .day ? Hour(number: entry.hour).day * 24 : entry.hour
      var place = rows.firstIndex { $0.hour == hour && $0.dimensions == entry.dimensions }
      if place == nil {
        var row = RollupRow()
        row.hour = hour
        row.dimensions = entry.dimensions
        place = rows.count
        rows.append(row)
      }
      guard let place else { continue }
      _ = rows[place].counts.add(UsageCounts(entry))
      _ = rows[place].quantities.add(entry.quantities, sign: entry.sign)
    }
    for row in rows.sorted(by: { $0.hour < $1.hour }) { try body(row) }
    return true
  }

  var hours: Range<Int32> {
    guard let first = entries.map(\.hour).min(), let last = entries.map(\.hour).max() else {
      return 0..<0
    }
    return first..<last + 1
  }
}

struct MemoryRows: EntryRows {
  var entries: [Entry]
  var count: Int { entries.count }
  var hour: Int32 { entries[0].hour }
  func entry(_ row: Int) -> Entry { entries[row] }
  func values(slot: Int) -> [Int64] { entries.map { $0.quantities[slot: slot] } }

  func values(_ column: EntryColumn) -> [Int64] {
    entries.map { entry in
      switch column {
      case .traceHigh: Int64(bitPattern: entry.span.traceHigh)
      case .traceLow: Int64(bitPattern: entry.span.traceLow)
      case .span: Int64(bitPattern: entry.span.span)
      case .start: entry.startNanoseconds
      case .duration: entry.durationNanoseconds
      case .timeToFirstToken: entry.timeToFirstTokenNanoseconds
      case .session: Int64(entry.session.rawValue)
      case .user: Int64(entry.user.rawValue)
      case .operation: Int64(entry.operation.rawValue)
      case .flags: Int64(entry.flags.rawValue)
      default: entry.dimensions.value(column) ?? 0
      }
    }
  }
}
