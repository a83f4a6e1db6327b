internal import CostModel

/// Writes JSON with keys in the order in which they are given.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  init() {}

  /// Appends text as it is; no comma is due after it.
  mutating func raw(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    needsComma = false
  }

  mutating func beginObject() { open(UInt8(ascii: "{")) }
  mutating func endObject() { close(UInt8(ascii: "}")) }
  mutating func beginArray() { open(UInt8(ascii: "[")) }
  mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Begins a line, indented by `depth` steps of two spaces, after the comma that may be due.
  mutating func line(depth: Int) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
  }

  mutating func key(_ name: String) {
    string(name)
    bytes.append(contentsOf: ": ".utf8)
    needsComma = false
  }

  mutating func string(_ text: String) {
    separate()
    appendJSONString(text, to: &bytes)
  }

  /// A value that is JSON already.
  mutating func value(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
  }

  mutating func integer(_ number: Int64) {
    separate()
    bytes.append(contentsOf: String(number).utf8)
  }

  /// A number by its digits.
  mutating func verbatim(_ digits: String) {
    separate()
    bytes.append(contentsOf: digits.utf8)
  }

  /// A whole number that JSON readers take for a floating-point one: `12.0`.
  mutating func double(whole number: Int64) {
    integer(number)
    bytes.append(contentsOf: ".0".utf8)
  }

  mutating func boolean(_ flag: Bool) {
    separate()
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  mutating func field(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  mutating func field(_ name: String, _ number: Int64) {
    key(name)
    integer(number)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(contentsOf: ", ".utf8) }
    needsComma = true
  }
}
