internal import CostModel

/// The values of one expression for the rows of a batch.
enum Column {
  case constant(QueryValue)
  case integers([Int64])
  case instants([Int64])
  case money([Money])
  /// Nanoseconds that count as exact milliseconds; absent where they are negative.
  case milliseconds([Int64])
  /// Numbers of texts in the table; 0 is null.
  case texts([UInt32], TextTable)
  case values([QueryValue])

  subscript(row: Int) -> QueryValue {
    switch self {
    case .constant(let value): value
    case .integers(let values): .integer(Int128(values[row]))
    case .instants(let values): .instant(values[row])
    case .money(let values): .money(values[row])
    case .milliseconds(let values): Self.milliseconds(values[row])
    case .texts(let codes, let table): table.value(codes[row])
    case .values(let values): values[row]
    }
  }

  /// The value of a number of nanoseconds that counts as milliseconds.
  static func milliseconds(_ nanoseconds: Int64) -> QueryValue {
    nanoseconds < 0 ? .null : .milliseconds(nanoseconds)
  }

  /// The rows `kept`, in that order.
  func picking(_ kept: [Int]) -> Column {
    switch self {
    case .constant: self
    case .integers(let values): .integers(kept.map { values[$0] })
    case .instants(let values): .instants(kept.map { values[$0] })
    case .money(let values): .money(kept.map { values[$0] })
    case .milliseconds(let values): .milliseconds(kept.map { values[$0] })
    case .texts(let codes, let table): .texts(kept.map { codes[$0] }, table)
    case .values(let values): .values(kept.map { values[$0] })
    }
  }
}

/// The texts of one lane of a scan, each with a small number: equal texts have equal numbers.
///
/// The ledger's ids become these numbers, so that a name with two ids is one name. Not shared
/// between threads.
final class TextTable {
  private var texts: [QueryValue] = [.null]
  private var codes: [String: UInt32] = [:]
  /// Codes of small ids, one higher; 0 for ids not met.
  private var listedCodes: [UInt32] = []
  private var codesByName: [NameID: UInt32] = [:]
  private let name: (NameID) -> String?

  /// Ids below have a place in the list: 4 MB at most.
  private static let listedMax: UInt32 = 1 << 20

  init(name: @escaping (NameID) -> String?) { self.name = name }

  var count: Int { texts.count }

  func value(_ code: UInt32) -> QueryValue { texts[Int(code)] }

  func code(_ text: String) -> UInt32 {
    if let code = codes[text] { return code }
    let code = UInt32(texts.count)
    texts.append(.string(text))
    codes[text] = code
    return code
  }

  func code(_ text: String?) -> UInt32 { text.map { code($0) } ?? 0 }

  func code(_ id: NameID) -> UInt32 {
    guard id.isPresent else { return 0 }
    guard id.rawValue < Self.listedMax else {
      if let code = codesByName[id] { return code }
      let code = code(name(id))
      codesByName[id] = code
      return code
    }
    let place = Int(id.rawValue)
    if place >= listedCodes.count {
      let missing = max(place + 1, 2 * listedCodes.count) - listedCodes.count
      listedCodes.append(contentsOf: repeatElement(0, count: missing))
    }
    if listedCodes[place] == 0 { listedCodes[place] = code(name(id)) + 1 }
    return listedCodes[place] - 1
  }
}
