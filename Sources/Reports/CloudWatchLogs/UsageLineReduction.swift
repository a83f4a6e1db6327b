internal import CostModel

/// Reduces log lines to what of them is usage, and says whose it is.
struct UsageLineReduction: Sendable {
  /// What is left of a line.
  struct Line: Hashable, Sendable {
    /// A JSON object whose members are those of the line that are kept, in their order.
    var text: [UInt8]
    /// Nil where none is named, or several are.
    var tenant: String?
    var tier: String?
  }

  private let tenantKeys: Set<String>
  private let tierKeys: Set<String>
  /// Longer texts are no names.
  private static let textBytesMax = 1_024
  private static let listMax = 100

  init(tenantKeys: [String], tierKeys: [String]) {
    self.tenantKeys = Set(tenantKeys)
    self.tierKeys = Set(tierKeys)
  }

  /// The line reduced; nil if it reports no usage in a form that is known.
  func reduce(_ message: [UInt8]) -> Line? {
    guard message.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      let root = try? JSON5Reader.read(SourceText(message, fileName: "line")),
      let members = root.members
    else { return nil }
    var walk = Walk(declared: Self.declaredMetrics(root), reduction: self)
    var json = JSONText()
    walk.write(members, path: "", to: &json)
    guard UsageLineFields.signs.contains(where: { $0.allSatisfy(walk.seen.contains) }) else {
      return nil
    }
    return Line(
      text: json.bytes, tenant: walk.tenants.count == 1 ? walk.tenants.first : nil,
      tier: walk.tiers.count == 1 ? walk.tiers.first : nil)
  }

  /// Members that the line itself declares to be metrics or dimensions: those of the Embedded
  /// Metric Format, and the one that `metric_name` names.
  private static func declaredMetrics(_ root: JSON5Value) -> Set<String> {
    var names: Set<String> = []
    if let name = root["metric_name"]?.string { names.insert(name) }
    // Elsewhere a name can be that of a person.
    if root["spanId"] != nil { names.insert("name") }
    for directive in root["_aws"]?["CloudWatchMetrics"]?.elements ?? [] {
      for metric in directive["Metrics"]?.elements ?? [] {
        if let name = metric["Name"]?.string { names.insert(name) }
      }
      for set in directive["Dimensions"]?.elements ?? [] {
        names.formUnion((set.elements ?? []).compactMap(\.string))
      }
    }
    return names
  }

  /// One line on its way through.
  private struct Walk {
    let declared: Set<String>
    let reduction: UsageLineReduction
    /// Paths of what is kept.
    var seen: Set<String> = []
    var tenants: Set<String> = []
    var tiers: Set<String> = []

    /// Writes the members that are kept as an object.
    mutating func write(_ members: [JSON5Member], path: String, to json: inout JSONText) {
      json.beginObject()
      for member in members {
        let place = path + member.key
        noteIdentity(member.value, at: place)
        if isKept(place) {
          guard UsageLineReduction.isSmall(member.value, depth: 0) else { continue }
          seen.insert(place)
          json.key(member.key)
          UsageLineReduction.copy(member.value, to: &json)
        } else if let inner = member.value.members {
          var nested = JSONText()
          write(inner, path: place + ".", to: &nested)
          if nested.bytes.count > 2 {
            json.key(member.key)
            json.value(nested.bytes)
          }
        }
      }
      json.endObject()
    }

    private func isKept(_ place: String) -> Bool {
      UsageLineFields.paths.contains(place) || declared.contains(place) || isIdentity(place)
    }

    private func isIdentity(_ place: String) -> Bool {
      UsageLineFields.containers.contains { container in
        guard place.hasPrefix(container) else { return false }
        let key = String(place.dropFirst(container.count))
        return reduction.tenantKeys.contains(key) || reduction.tierKeys.contains(key)
      }
    }

    private mutating func noteIdentity(_ value: JSON5Value, at place: String) {
      guard let text = value.string, !text.isEmpty, text.utf8.count <= textBytesMax else { return }
      for container in UsageLineFields.containers where place.hasPrefix(container) {
        let key = String(place.dropFirst(container.count))
        if reduction.tenantKeys.contains(key) { tenants.insert(text) }
        if reduction.tierKeys.contains(key) { tiers.insert(text) }
      }
    }
  }

  /// Whether a value holds no long text and no long list.
  private static func isSmall(_ value: JSON5Value, depth: Int) -> Bool {
    switch value.content {
    case .null, .bool: true
    case .number(let text): isPlainNumber(text)
    case .string(let text): text.utf8.count <= textBytesMax
    case .array(let elements):
      elements.count <= listMax && elements.allSatisfy { isSmall($0, depth: depth + 1) }
    case .object(let members):
      // Only the metadata of the Embedded Metric Format has objects here.
      depth > 0 && depth < 6 && members.count <= listMax
        && members.allSatisfy { isSmall($0.value, depth: depth + 1) }
    }
  }

  private static func copy(_ value: JSON5Value, to json: inout JSONText) {
    switch value.content {
    case .null: json.null()
    case .bool(let flag): json.boolean(flag)
    case .number(let text): json.value(Array(text.utf8))
    case .string(let text): json.string(text)
    case .array(let elements):
      json.beginArray()
      for element in elements { copy(element, to: &json) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for member in members {
        json.key(member.key)
        copy(member.value, to: &json)
      }
      json.endObject()
    }
  }

  /// Whether a number is one of JSON: the reader also takes those of JSON5.
  private static func isPlainNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let count = rest.prefix { (48...57).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    func take(_ bytes: [UInt8]) -> Bool {
      guard let first = rest.first, bytes.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = take([UInt8(ascii: "-")])
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, whole == 1 || !startsWithZero, text.utf8.count <= 64 else { return false }
    if take([UInt8(ascii: ".")]), digits() == 0 { return false }
    if take([UInt8(ascii: "e"), UInt8(ascii: "E")]) {
      _ = take([UInt8(ascii: "+"), UInt8(ascii: "-")])
      if digits() == 0 { return false }
    }
    return rest.isEmpty
  }
}
