internal import CostModel
internal import Foundation

/// A day's folder that was closed, and the figures that stand in it.
struct ClosedDay {
  private let rows: [Key: [String: String]]
  private let folder: String

  private struct Key: Hashable {
    var tenant: String?
    var tier: String?
  }

  private struct Manifest: Decodable {
    var closed: Bool?
  }

  private struct Report: Decodable {
    var rows: [[String: JSONScalar]]
  }

  /// nil where there is no folder, or one that may still change.
  init?(folder: String) throws {
    guard let text = FileManager.default.contents(atPath: "\(folder)/\(ExportManifest.fileName)"),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: text), manifest.closed == true
    else { return nil }
    let faults = try verifyExport(folder: folder)
    guard faults.isEmpty,
      let report = FileManager.default.contents(atPath: "\(folder)/cost-per-tenant.json"),
      let table = try? JSONDecoder().decode(Report.self, from: report)
    else {
      throw ExportError(
        reason: "the closed day's folder is not as it was exported: "
          + "\(faults.first ?? "unreadable"); "
          + "restore it, or write it anew with --replace", folder)
    }
    var rows: [Key: [String: String]] = [:]
    for row in table.rows {
      let key = Key(tenant: row["tenant"]?.text, tier: row["tier"]?.text)
      rows[key] = row.compactMapValues(\.text)
    }
    self.rows = rows
    self.folder = folder
  }

  /// The book by which the day was rated.
  func priceBook() throws -> PriceBook? {
    let path = "\(folder)/price-book.json5"
    guard let text = FileManager.default.contents(atPath: path) else { return nil }
    return try PriceBook(json5: Array(text), fileName: path)
  }

  /// What was posted to the day since: for each tenant and tier, the figures of today less those
  /// that were exported.
  func corrections(_ day: CivilDate, _ table: ReportTable) throws -> [ExportFile] {
    var changes = table
    changes.rows = []
    var seen: Set<Key> = []
    for row in table.rows {
      let key = Key(
        tenant: table.value("tenant", in: row).text, tier: table.value("tier", in: row).text)
      seen.insert(key)
      changes.append(difference(table, row, rows[key] ?? [:]))
    }
    for key in rows.keys.filter({ !seen.contains($0) }).sorted(by: Self.precedes) {
      var row = table.columns.map { column -> ReportValue in
        column.kind == .count ? .count(0) : column.kind == .money ? .money(.zero) : .absent
      }
      if let place = table.index(of: "tenant") { row[place] = ReportValue(key.tenant) }
      if let place = table.index(of: "tier") { row[place] = ReportValue(key.tier) }
      changes.append(difference(table, row, rows[key] ?? [:]))
    }
    changes.chosenColumns = table.columns.filter { $0.kind != .share }.map(\.name)
    let csv = ExportFile(name: "corrections.csv", bytes: render(changes, as: .csv))
    return [csv, ExportFile(name: ExportManifest.fileName, bytes: manifestJSON(day, [], [csv]))]
  }

  private static func precedes(_ left: Key, _ right: Key) -> Bool {
    Reports.precedes("\(left.tenant ?? "")\u{0}\(left.tier ?? "")",
      "\(right.tenant ?? "")\u{0}\(right.tier ?? "")")
  }

  private func difference(
    _ table: ReportTable, _ row: [ReportValue], _ exported: [String: String]
  ) -> [ReportValue] {
    zip(table.columns, row).map { column, value in
      let before = exported[column.name] ?? "0"
      switch value {
      case .count(let count): return .count(count &- (Int64(before) ?? 0))
      case .money(let amount):
        let old = (try? Money(parsing: before)) ?? .zero
        return amount.subtracting(old).map { .money($0) } ?? .absent
      default: return value
      }
    }
  }
}

extension ReportTable {
  /// Adds a row of differences, unless nothing differs.
  fileprivate mutating func append(_ row: [ReportValue]) {
    let differs = row.contains { value in
      switch value {
      case .count(let count): count != 0
      case .money(let amount): amount != .zero
      default: false
      }
    }
    if differs { rows.append(row) }
  }
}

extension ReportValue {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// A value of a report's JSON, as text.
private enum JSONScalar: Decodable {
  case text(String)
  case other

  var text: String? { if case .text(let text) = self { text } else { nil } }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self = .text(String(number))
    } else {
      self = .other
    }
  }
}
