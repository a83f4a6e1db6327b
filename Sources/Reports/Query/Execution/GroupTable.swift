/// Numbers the groups of one `stats` as they are met.
///
/// Each key's values are numbered, and the numbers are packed two by two into one, so that a row
/// costs one small lookup a key and no text is compared.
struct GroupTable {
  /// The key values of each group.
  private(set) var keys: [[QueryValue]] = []
  private var numberings: [KeyNumbering]
  /// Level `l` packs the number of the first `l + 1` keys with that of the next.
  private var levels: [[UInt64: UInt32]]

  init(keyCount: Int) {
    numberings = Array(repeating: KeyNumbering(), count: keyCount)
    levels = Array(repeating: [:], count: max(0, keyCount - 1))
    // Without keys all rows are one group, even if there are none.
    if keyCount == 0 { keys = [[]] }
  }

  var count: Int { keys.count }

  /// The group of each row.
  ///
  /// - Complexity: O(rows × keys)
  mutating func groups(_ columns: [Column], rows: Int) -> [Int] {
    guard let first = columns.first else { return [Int](repeating: 0, count: rows) }
    var numbers = numberings[0].numbers(first, rows: rows)
    for (level, column) in columns.dropFirst().enumerated() {
      let next = numberings[level + 1].numbers(column, rows: rows)
      for row in 0..<rows {
        let pair = UInt64(numbers[row]) << 32 | UInt64(next[row])
        numbers[row] = number(pair, level)
      }
    }
    for row in 0..<rows where Int(numbers[row]) == keys.count {
      keys.append(columns.map { $0[row].groupKey })
    }
    return numbers.map { Int($0) }
  }

  private mutating func number(_ pair: UInt64, _ level: Int) -> UInt32 {
    if let number = levels[level][pair] { return number }
    let number = UInt32(levels[level].count)
    levels[level][pair] = number
    return number
  }
}

/// Numbers the values of one key.
private struct KeyNumbering {
  private var numbersByValue: [QueryValue: UInt32] = [:]
  /// Numbers of a text table's codes, 0 for codes not met; kept numbers are one higher.
  private var numbersByCode: [UInt32] = []
  private var lastInstant: (instant: Int64, number: UInt32)?

  mutating func numbers(_ column: Column, rows: Int) -> [UInt32] {
    switch column {
    case .constant(let value):
      return rows == 0 ? [] : [UInt32](repeating: number(value.groupKey), count: rows)
    case .texts(let codes, let table):
      if numbersByCode.count < table.count {
        let missing = table.count - numbersByCode.count
        numbersByCode.append(contentsOf: repeatElement(0, count: missing))
      }
      return codes.map { code in
        let known = numbersByCode[Int(code)]
        if known != 0 { return known - 1 }
        let number = number(table.value(code))
        numbersByCode[Int(code)] = number + 1
        return number
      }
    case .instants(let instants):
      return instants.map { instant in
        if let lastInstant, lastInstant.instant == instant { return lastInstant.number }
        let number = number(.instant(instant))
        lastInstant = (instant, number)
        return number
      }
    default:
      return (0..<rows).map { number(column[$0].groupKey) }
    }
  }

  private mutating func number(_ value: QueryValue) -> UInt32 {
    if let number = numbersByValue[value] { return number }
    let number = UInt32(numbersByValue.count)
    numbersByValue[value] = number
    return number
  }
}
