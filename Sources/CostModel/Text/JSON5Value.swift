/// A JSON5 document as it was written: numbers keep their exact text, every node its place.
public struct JSON5Value: Sendable {
  public enum Content: Sendable {
    case null
    case bool(Bool)
    /// The text of the number as it stands in the file: nothing has rounded it.
    case number(String)
    case string(String)
    case array([JSON5Value])
    case object([JSON5Member])
  }

  public var content: Content
  /// The bytes of the document that state the value.
  public var range: Range<Int>

  public init(_ content: Content, at range: Range<Int>) {
    self.content = content
    self.range = range
  }

  /// The members of an object, nil for anything else.
  public var members: [JSON5Member]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of an array, nil for anything else.
  public var elements: [JSON5Value]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The text of a string, nil for anything else.
  public var string: String? {
    if case .string(let text) = content { text } else { nil }
  }

  /// The member of an object with this name, nil where there is none.
  public subscript(key: String) -> JSON5Value? {
    members?.first { $0.key == key }?.value
  }

  /// What the value is, for messages: `a string`, `an object` …
  public var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A named value of an object.
public struct JSON5Member: Sendable {
  public var key: String
  public var keyRange: Range<Int>
  public var value: JSON5Value

  public init(key: String, keyRange: Range<Int>, value: JSON5Value) {
    self.key = key
    self.keyRange = keyRange
    self.value = value
  }
}
