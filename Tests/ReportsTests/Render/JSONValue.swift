import Foundation

/// JSON as Foundation reads it back: an independent reader for what we write.
struct JSONValue {
  private let root: Any

  init(_ bytes: [UInt8]) throws {
    root = try JSONSerialization.jsonObject(with: Data(bytes))
  }

  /// All texts in the document that are values.
  var texts: [String] { Self.texts(root) }

  subscript(key: String) -> Any? { (root as? [String: Any])?[key] }

  private static func texts(_ value: Any) -> [String] {
    if let text = value as? String { return [text] }
    if let list = value as? [Any] { return list.flatMap(texts) }
    if let object = value as? [String: Any] { return object.values.flatMap(texts) }
    return []
  }
}
