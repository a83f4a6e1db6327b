/// Takes the members of an object one by one, and reports the wrong, missing and unknown ones.
///
/// For example:
/// ```
/// guard var fields = JSON5Fields(value, what: "the price line", list: &list) else { return }
/// let unit = fields.string("unit", list: &list)
/// fields.refuseUnknown(list: &list)
/// ```
public struct JSON5Fields {
  public let members: [JSON5Member]
  public let range: Range<Int>
  private let what: String
  private var known: [String] = []
  /// As many keys as most objects may have.
  private static let usualKeys = 24

  /// nil, with a diagnostic, if the value is no object.
  public init?(_ value: JSON5Value, what: String, list: inout DiagnosticList) {
    guard let members = value.members else {
      list.error("expected \(what) as an object { … }, found \(value.kindName)", at: value.range)
      return nil
    }
    self.members = members
    self.what = what
    known.reserveCapacity(Self.usualKeys)
    range = value.range
  }

  /// The value of a key as it stands, nil where it is absent or null.
  public mutating func value(_ key: String) -> JSON5Value? {
    known.append(key)
    guard let value = member(key)?.value else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  /// Most keys differ in length already, which is quicker to compare.
  private func member(_ key: String) -> JSON5Member? {
    members.first { $0.key.utf8.count == key.utf8.count && $0.key == key }
  }

  /// Where a key stands; the opening brace of the object where it is absent.
  public func place(_ key: String) -> Range<Int> {
    member(key)?.keyRange ?? range.lowerBound..<range.lowerBound + 1
  }

  /// A text that is not empty.
  public mutating func string(_ key: String, list: inout DiagnosticList) -> String? {
    guard let value = value(key) else { return nil }
    if let text = value.string, !text.isEmpty { return text }
    let found = value.string == nil ? value.kindName : "an empty one"
    list.error("\"\(key)\" needs a text, found \(found)", at: value.range)
    return nil
  }

  /// A text that must be there.
  public mutating func requiredString(_ key: String, list: inout DiagnosticList) -> String? {
    let text = string(key, list: &list)
    if text == nil, value(key) == nil {
      list.error("\(what) needs \"\(key)\"", at: range.lowerBound..<range.lowerBound + 1)
    }
    return text
  }

  /// One text, or a list of texts; empty where the key is absent.
  public mutating func strings(_ key: String, list: inout DiagnosticList) -> [String] {
    guard let value = value(key) else { return [] }
    var texts: [String] = []
    for element in value.elements ?? [value] {
      if let text = element.string, !text.isEmpty {
        texts.append(text)
      } else {
        list.error("\"\(key)\" needs a text or a list of texts", at: element.range)
      }
    }
    return texts
  }

  /// `true` or `false`.
  public mutating func bool(_ key: String, list: inout DiagnosticList) -> Bool? {
    guard let value = value(key) else { return nil }
    if case .bool(let flag) = value.content { return flag }
    list.error("\"\(key)\" needs true or false, found \(value.kindName)", at: value.range)
    return nil
  }

  /// A whole number of 64 bits.
  public mutating func wholeNumber(_ key: String, list: inout DiagnosticList) -> Int64? {
    guard let value = value(key) else { return nil }
    if case .number(let text) = value.content, let number = Int64(text) { return number }
    list.error("\"\(key)\" needs a whole number", at: value.range)
    return nil
  }

  /// An instant as text: RFC 3339, or a date that means its UTC midnight.
  public mutating func instant(_ key: String, list: inout DiagnosticList) -> Int64? {
    guard let value = value(key), let text = string(key, list: &list) else { return nil }
    if let instant = Instant.parse(dateOrTime: text) { return instant }
    list.error(
      "\"\(key)\" needs an instant, found \"\(text)\"", at: value.range,
      hint: "write 2026-03-01 (midnight UTC) or 2026-03-01T08:30:00Z")
    return nil
  }

  /// Reports the keys that nobody asked for. Call it last.
  public func refuseUnknown(list: inout DiagnosticList) {
    for member in members where !known.contains(member.key) {
      list.error(
        "\(what) has no \"\(member.key)\"", at: member.keyRange,
        hint: didYouMean(member.key, among: known)
          ?? "it has: \(known.joined(separator: ", "))")
    }
  }
}
