/// Reads the texts of names, and keeps those that were read.
///
/// Sums stand in the order of their names' ids, so that names are mostly asked for in that order:
/// then a stretch of them is read at once, which takes a fifth of reading each by itself.
final class NameReader {
  private let selectOne: SQLiteStatement
  private let selectStretch: SQLiteStatement
  private var texts: [UInt32: String] = [:]
  /// The last id that was read.
  private var last: UInt32 = 0

  /// Texts that are kept in memory; others are read again.
  private static let textsLimit = 200_000
  /// Ids of a stretch.
  private static let stretch: UInt32 = 256
  /// An id that lies no further behind the last one is taken for its follower.
  private static let near: UInt32 = 8

  init(_ connection: SQLiteConnection) throws {
    selectOne = try connection.prepare(
      """
      SELECT text FROM name
      WHERE id = coalesce((SELECT becomes FROM erased_name WHERE erased_name.id = ?1), ?1)
      """)
    selectStretch = try connection.prepare(
      """
      SELECT id, text FROM name
      WHERE id BETWEEN ? AND ? AND id NOT IN (SELECT id FROM erased_name)
      """)
  }

  /// The text of a name; nil for `none` and for ids that the ledger does not know.
  func text(_ id: NameID) -> String? {
    if let known = texts[id.rawValue] { return known }
    guard id.isPresent else { return nil }
    if texts.count >= Self.textsLimit { texts = [:] }
    let follows = id.rawValue > last && id.rawValue - last <= Self.near
    last = id.rawValue
    if follows {
      try? readStretch(from: id.rawValue)
      if let known = texts[id.rawValue] { return known }
    }
    guard let text = try? readOne(id.rawValue) else { return nil }
    texts[id.rawValue] = text
    return text
  }

  private func readOne(_ id: UInt32) throws -> String? {
    defer { selectOne.reset() }
    try selectOne.bind(1, Int64(id))
    return try selectOne.step() ? selectOne.text(0) : nil
  }

  private func readStretch(from first: UInt32) throws {
    defer { selectStretch.reset() }
    let (end, overflow) = first.addingReportingOverflow(Self.stretch - 1)
    if overflow { return }
    try selectStretch.bind(1, Int64(first))
    try selectStretch.bind(2, Int64(end))
    while try selectStretch.step() {
      texts[try selectStretch.name(0).rawValue] = selectStretch.text(1)
    }
    last = end
  }
}
